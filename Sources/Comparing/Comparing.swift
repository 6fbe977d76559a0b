// The judge of dumps: each tensor against the certified truth, each operation from the dump's own inputs to it.

import Dumps
