/// Which characters mean what: the one table for Greek letters, subscripts and look-alikes.

/// The Greek letters and their spelled-out names, which are what programs type.
let greekNames: [(letter: Character, name: String)] = [
  ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("ε", "epsilon"), ("ζ", "zeta"),
  ("η", "eta"), ("θ", "theta"), ("ι", "iota"), ("κ", "kappa"), ("λ", "lambda"), ("μ", "mu"),
  ("ν", "nu"), ("ξ", "xi"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"), ("τ", "tau"),
  ("υ", "upsilon"), ("φ", "phi"), ("χ", "chi"), ("ψ", "psi"), ("ω", "omega"),
  ("Γ", "Gamma"), ("Δ", "Delta"), ("Θ", "Theta"), ("Λ", "Lambda"), ("Ξ", "Xi"), ("Π", "Pi"),
  ("Σ", "Sigma"), ("Φ", "Phi"), ("Ψ", "Psi"), ("Ω", "Omega"),
]

/// What a character of a name stands for in the canonical spelling; characters that are not here stand for
/// themselves.
private let canonicalParts: [Unicode.Scalar: String] = {
  var parts: [Unicode.Scalar: String] = [
    // Look-alikes of Greek letters that keyboards and typesetting produce.
    "µ": "mu", "ϵ": "epsilon", "ϑ": "theta", "ϕ": "phi", "ς": "sigma", "∆": "Delta", "Ω": "Omega",
    "∑": "sum",
    // Subscript letters.
    "ₐ": "a", "ₑ": "e", "ₕ": "h", "ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₗ": "l", "ₘ": "m", "ₙ": "n",
    "ₒ": "o", "ₚ": "p", "ᵣ": "r", "ₛ": "s", "ₜ": "t", "ᵤ": "u", "ᵥ": "v", "ₓ": "x",
    // Braces only group a subscript: `w_{jk}` is `w_jk`.
    "{": "", "}": "",
  ]
  for (letter, name) in greekNames {
    for scalar in letter.unicodeScalars { parts[scalar] = name }
  }
  for digit in UInt32(0)...9 {
    if let scalar = Unicode.Scalar(0x2080 + digit) { parts[scalar] = String(digit) }
  }
  return parts
}()

private let markup: Set<UInt8> = [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\")]

/// The canonical spelling of a name as it was written: `δ₂` is `delta2`, `w_{jk}` is `w_jk`.
public func canonicalName(_ written: some StringProtocol) -> String {
  if written.utf8.allSatisfy({ $0 < 0x80 && !markup.contains($0) }) { return String(written) }
  if written.contains("\\") { return canonicalName(undressed(written)) }
  var name = ""
  for scalar in written.unicodeScalars {
    let folded = folded(scalar)
    if let part = canonicalParts[folded] {
      name += part
    } else {
      name.unicodeScalars.append(folded)
    }
  }
  return name
}

/// A full-width form as the ASCII character it is a form of, and any other space as a space.
func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
  case 0x00A0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000, 0xFEFF, 0x200B: " "
  default: scalar
  }
}

/// The digit or sign that a superscript character raises.
func superscript(_ scalar: Unicode.Scalar) -> Character? {
  switch scalar {
  case "⁰": "0"
  case "¹": "1"
  case "²": "2"
  case "³": "3"
  case "⁴": "4"
  case "⁵": "5"
  case "⁶": "6"
  case "⁷": "7"
  case "⁸": "8"
  case "⁹": "9"
  case "⁻": "-"
  case "⁺": "+"
  default: nil
  }
}

/// Whether a name may begin with this character (already folded).
func beginsName(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x41...0x5A, 0x61...0x7A: true
  case 0..<0x80: false
  // ∑ is the function sum, ∆ (the increment sign) is taken for the letter Δ.
  case 0x2211, 0x2206: true
  default: isLetter(scalar)
  }
}

/// Whether a name may go on with this character (already folded).
func continuesName(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
  case 0..<0x80: false
  case 0x2080...0x2089: true
  case 0x2090...0x209C, 0x1D62...0x1D6A, 0x2C7C: true
  default: isLetter(scalar) || isMark(scalar)
  }
}

/// Letters of all scripts, but not the raised ones (`ᵀ`, `ⁿ`), which are exponents.
private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter: true
  default: false
  }
}

private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .spacingMark: true
  default: false
  }
}
