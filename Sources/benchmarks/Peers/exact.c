// Exact forward and backward pass on GMP rationals. usage: exact SIZES identity|softsign
#include "peer.h"
#include <gmp.h>

static mpq_t *a[8], *slope[8], *delta[8], *W[8], *b[8], *gradient[8], *y, term, total, one;
static int is_softsign;

static mpq_t *vector(long count) {
  mpq_t *result = malloc(count * sizeof *result);
  for (long i = 0; i < count; i++) mpq_init(result[i]);
  return result;
}
static mpq_t *drawn(long count, long scale) {
  mpq_t *result = vector(count);
  for (long i = 0; i < count; i++) {
    mpq_set_si(result[i], draw(), scale);
    mpq_canonicalize(result[i]);
  }
  return result;
}
static void dot(mpq_t *row, int stride, mpq_t *v, int count) {
  for (int i = 0; i < count; i++) {
    mpq_mul(term, row[(long)i * stride], v[i]);
    mpq_add(total, total, term);
  }
}
static void pass(void) {
  for (int l = 0; l < layers; l++)
    for (int k = 0; k < sizes[l + 1]; k++) {
      mpq_set(total, b[l][k]);
      dot(W[l] + (long)k * sizes[l], 1, a[l], sizes[l]);
      if (!is_softsign) {
        mpq_set(a[l + 1][k], total);
        mpq_set(slope[l + 1][k], one);
        continue;
      }
      mpq_abs(term, total);
      mpq_add(term, term, one);
      mpq_div(a[l + 1][k], total, term);
      mpq_mul(term, term, term);
      mpq_inv(slope[l + 1][k], term);
    }
  for (int k = 0; k < sizes[layers]; k++) {
    mpq_sub(term, a[layers][k], y[k]);
    mpq_mul(delta[layers][k], term, slope[layers][k]);
  }
  for (int l = layers - 1; l >= 0; l--) {
    for (int k = 0; k < sizes[l + 1]; k++)
      for (int i = 0; i < sizes[l]; i++) mpq_mul(gradient[l][(long)k * sizes[l] + i], delta[l + 1][k], a[l][i]);
    for (int i = 0; l > 0 && i < sizes[l]; i++) {
      mpq_set_ui(total, 0, 1);
      dot(W[l] + i, sizes[l], delta[l + 1], sizes[l + 1]);
      mpq_mul(delta[l][i], total, slope[l][i]);
    }
  }
}
int main(int count, char **arguments) {
  read_sizes(arguments[1]);
  is_softsign = !strcmp(arguments[2], "softsign");
  mpq_inits(term, total, one, NULL);
  mpq_set_ui(one, 1, 1);
  a[0] = drawn(sizes[0], 1000);
  y = drawn(sizes[layers], 1000);
  for (int l = 0; l < layers; l++) {
    long entries = (long)sizes[l] * sizes[l + 1];
    W[l] = drawn(entries, scale_of(sizes[l]));
    b[l] = drawn(sizes[l + 1], 1000);
    gradient[l] = vector(entries);
    a[l + 1] = vector(sizes[l + 1]);
    slope[l + 1] = vector(sizes[l + 1]);
    delta[l + 1] = vector(sizes[l + 1]);
  }
  serve(count, arguments, pass);
}
