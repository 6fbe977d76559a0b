/// How much a text may ask for; beyond it there is a diagnostic instead of a tree.
public enum Limits {
  /// Bytes of one text.
  public static let textSize = 32 << 20
  /// Brackets and operators inside each other. Readers of trees may recurse this deep, left operands apart.
  public static let nesting = 200
  /// Words and signs of one statement.
  public static let tokens = 1 << 18
  /// Terms of one chain of relations.
  public static let terms = 1_000
  public static let statements = 100_000
  public static let diagnostics = 500
}
