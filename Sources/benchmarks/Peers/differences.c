// Central differences of every weight, only the touched unit and what it feeds computed again.
// usage: differences SIZES (one hidden layer)
#include "peer.h"

static int n0, n1, n2;
static double *x, *y, *W1, *b1, *W2, *b2, *quotients, z1[64], a1[64], z2[64];
static const double step = 1e-5;

static double sigmoid(double z) { return 1 / (1 + exp(-z)); }
static double *drawn(long count, long offset, double scale) {
  double *result = malloc(count * sizeof *result);
  for (long i = 0; i < count; i++) result[i] = (draw() + offset) / scale;
  return result;
}
static double loss_with(int unit, double change) {
  double loss = 0;
  for (int k = 0; k < n2; k++) {
    double e = sigmoid(z2[k] + W2[k * n1 + unit] * change) - y[k];
    loss += e * e / 2;
  }
  return loss;
}
static double hidden(int unit, double h) {
  double above = loss_with(unit, sigmoid(z1[unit] + h) - a1[unit]);
  return (above - loss_with(unit, sigmoid(z1[unit] - h) - a1[unit])) / (2 * step);
}
static double last(int unit, double h) {
  double above = sigmoid(z2[unit] + h) - y[unit], below = sigmoid(z2[unit] - h) - y[unit];
  return (above * above - below * below) / (4 * step);
}
static void differences(void) {
  for (int k = 0; k < n1; k++) {
    z1[k] = b1[k];
    for (int i = 0; i < n0; i++) z1[k] += W1[k * n0 + i] * x[i];
    a1[k] = sigmoid(z1[k]);
  }
  for (int k = 0; k < n2; k++) {
    z2[k] = b2[k];
    for (int i = 0; i < n1; i++) z2[k] += W2[k * n1 + i] * a1[i];
  }
  double *next = quotients;
  for (int k = 0; k < n1; k++)
    for (int i = 0; i < n0; i++) *next++ = hidden(k, step * x[i]);
  for (int k = 0; k < n1; k++) *next++ = hidden(k, step);
  for (int k = 0; k < n2; k++)
    for (int i = 0; i < n1; i++) *next++ = last(k, step * a1[i]);
  for (int k = 0; k < n2; k++) *next++ = last(k, step);
}
int main(int count, char **arguments) {
  read_sizes(arguments[1]);
  n0 = sizes[0], n1 = sizes[1], n2 = sizes[2];
  x = drawn(n0, 0, 1000), y = drawn(n2, 1000, 2000);
  W1 = drawn((long)n0 * n1, 0, scale_of(n0)), b1 = drawn(n1, 0, 1000);
  W2 = drawn((long)n1 * n2, 0, 1000), b2 = drawn(n2, 0, 1000);
  quotients = malloc(sizeof(double) * ((long)n0 * n1 + n1 + n1 * n2 + n2));
  serve(count, arguments, differences);
}
