// What every C peer shares: the draws of peer.py, and repeating the work for each line that is sent.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned long state = 1;
static long draw(void) {
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return (long)((state >> 33) % 2001) - 1000;
}

static int layers, sizes[8];
__attribute__((unused)) static void read_sizes(const char *text) {
  char *end;
  layers = -1;
  do {
    sizes[++layers] = (int)strtol(text, &end, 10);
    text = end + 1;
  } while (*end == '-' && layers < 7);
}
__attribute__((unused)) static long scale_of(int inputs) { return inputs >= 100 ? 32000 : 1000; }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void serve(int count_of_arguments, char **arguments, void (*work)(void)) {
  if (!strcmp(arguments[count_of_arguments - 1], "--once")) {
    work();
    return;
  }
  long count = 1;
  for (int c; (c = getchar()) != EOF;) {
    if (c != '\n') continue;
    double took;
    for (;; count *= 2) {
      double start = now();
      for (long i = 0; i < count; i++) work();
      took = now() - start;
      if (took >= 0.02 || count >= 1L << 24) break;
    }
    printf("%.9g\n", took / count);
    fflush(stdout);
  }
}
