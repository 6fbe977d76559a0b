// Certified forward and backward pass on Arb, with arb_dot's single rounding. usage: certified SIZES BITS
#include "peer.h"
#include <arb.h>

static slong bits;
static arb_ptr a[8], slope[8], delta[8], W[8], b[8], gradient[8], y;
static arb_t term;

static arb_ptr drawn(long count, long offset, long scale) {
  arb_ptr result = _arb_vec_init(count);
  for (long i = 0; i < count; i++) {
    arb_set_si(result + i, draw() + offset);
    arb_div_si(result + i, result + i, scale, bits);
  }
  return result;
}
static void pass(void) {
  for (int l = 0; l < layers; l++)
    for (int k = 0; k < sizes[l + 1]; k++) {
      arb_dot(term, b[l] + k, 0, W[l] + (slong)k * sizes[l], 1, a[l], 1, sizes[l], bits);
      arb_neg(term, term);
      arb_exp(term, term, bits);
      arb_add_ui(term, term, 1, bits);
      arb_ui_div(a[l + 1] + k, 1, term, bits);
      arb_sub_ui(term, a[l + 1] + k, 1, bits);
      arb_neg(term, term);
      arb_mul(slope[l + 1] + k, a[l + 1] + k, term, bits);
    }
  for (int k = 0; k < sizes[layers]; k++) {
    arb_sub(term, a[layers] + k, y + k, bits);
    arb_mul(delta[layers] + k, term, slope[layers] + k, bits);
  }
  for (int l = layers - 1; l >= 0; l--) {
    for (int k = 0; k < sizes[l + 1]; k++)
      for (int i = 0; i < sizes[l]; i++) arb_mul(gradient[l] + (slong)k * sizes[l] + i, delta[l + 1] + k, a[l] + i, bits);
    for (int i = 0; l > 0 && i < sizes[l]; i++) {
      arb_dot(term, NULL, 0, W[l] + i, sizes[l], delta[l + 1], 1, sizes[l + 1], bits);
      arb_mul(delta[l] + i, term, slope[l] + i, bits);
    }
  }
}
int main(int count, char **arguments) {
  read_sizes(arguments[1]);
  bits = atol(arguments[2]);
  arb_init(term);
  a[0] = drawn(sizes[0], 0, 1000);
  y = drawn(sizes[layers], 1000, 2000);
  for (int l = 0; l < layers; l++) {
    slong entries = (slong)sizes[l] * sizes[l + 1];
    W[l] = drawn(entries, 0, scale_of(sizes[l]));
    b[l] = drawn(sizes[l + 1], 0, 1000);
    gradient[l] = _arb_vec_init(entries);
    a[l + 1] = _arb_vec_init(sizes[l + 1]);
    slope[l + 1] = _arb_vec_init(sizes[l + 1]);
    delta[l + 1] = _arb_vec_init(sizes[l + 1]);
  }
  serve(count, arguments, pass);
}
