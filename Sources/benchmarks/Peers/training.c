// Training in plain loops, in IEEE's arithmetic to the letter. usage: training xor|parity|digits
#include "peer.h"

static int n0, n1, n2, rows, batch, passes;
static double rate, *X, *Y, *start[4], *now_at[4], *sums[4];
static long lengths[4];

static double sigmoid(double z) { return 1 / (1 + exp(-z)); }
static double *zeros(long count) { return calloc(count, sizeof(double)); }

static void add_sample(const double *x, const double *y) {
  double a1[64], a2[64], d2[64], *W1 = now_at[0], *b1 = now_at[1], *W2 = now_at[2], *b2 = now_at[3];
  for (int k = 0; k < n1; k++) {
    double z = b1[k];
    for (int i = 0; i < n0; i++) z += W1[k * n0 + i] * x[i];
    a1[k] = sigmoid(z);
  }
  for (int k = 0; k < n2; k++) {
    double z = b2[k];
    for (int i = 0; i < n1; i++) z += W2[k * n1 + i] * a1[i];
    a2[k] = sigmoid(z);
    d2[k] = (a2[k] - y[k]) * a2[k] * (1 - a2[k]);
    sums[3][k] += d2[k];
    for (int i = 0; i < n1; i++) sums[2][k * n1 + i] += d2[k] * a1[i];
  }
  for (int i = 0; i < n1; i++) {
    double d = 0;
    for (int k = 0; k < n2; k++) d += W2[k * n1 + i] * d2[k];
    d *= a1[i] * (1 - a1[i]);
    sums[1][i] += d;
    for (int j = 0; j < n0; j++) sums[0][i * n0 + j] += d * x[j];
  }
}
static void train(void) {
  for (int p = 0; p < 4; p++) memcpy(now_at[p], start[p], lengths[p] * sizeof(double));
  for (int pass = 0; pass < passes; pass++)
    for (int first = 0; first < rows; first += batch) {
      int count = rows - first < batch ? rows - first : batch;
      for (int p = 0; p < 4; p++) memset(sums[p], 0, lengths[p] * sizeof(double));
      for (int row = first; row < first + count; row++) add_sample(X + (long)row * n0, Y + (long)row * n2);
      for (int p = 0; p < 4; p++)
        for (long i = 0; i < lengths[p]; i++) now_at[p][i] -= rate / count * sums[p][i];
    }
}
int main(int count, char **arguments) {
  const char *task = arguments[1];
  int is_xor = !strcmp(task, "xor"), is_parity = !strcmp(task, "parity");
  n0 = is_xor ? 2 : is_parity ? 10 : 784, n1 = is_xor || is_parity ? 3 : 32, n2 = is_xor ? 1 : is_parity ? 2 : 10;
  rows = is_xor ? 4 : is_parity ? 700 : 2000, batch = is_xor ? 4 : 8, passes = is_xor ? 5000 : is_parity ? 1000 : 1;
  rate = is_xor ? 2 : 0.5;
  X = zeros((long)rows * n0), Y = zeros((long)rows * n2);
  for (int row = 0; row < rows; row++)
    if (is_xor || is_parity) {
      int odd = 0;
      for (int i = 0; i < n0; i++) {
        int bit = is_xor ? row >> (1 - i) & 1 : row >> i & 1;
        X[row * n0 + i] = bit, odd ^= bit;
      }
      if (is_xor) Y[row] = odd; else Y[row * 2 + odd] = 1;
    } else {
      for (int i = 0; i < n0; i++) X[(long)row * n0 + i] = (draw() + 1000) / 2000.0;
      Y[row * n2 + row % 10] = 1;
    }
  long all[4] = {(long)n0 * n1, n1, (long)n1 * n2, n2};
  for (int p = 0; p < 4; p++) {
    lengths[p] = all[p];
    start[p] = zeros(all[p]), now_at[p] = zeros(all[p]), sums[p] = zeros(all[p]);
    double scale = p == 0 ? scale_of(n0) : 1000;
    for (long i = 0; i < all[p]; i++) start[p][i] = draw() / scale;
  }
  serve(count, arguments, train);
}
