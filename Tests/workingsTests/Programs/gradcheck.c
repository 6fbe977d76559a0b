/* A program for `workings gradcheck -- ./a.out`: cc -O2 gradcheck.c -lm
   Replace start, shapes and evaluate by your own; the rest is the protocol (`workings gradcheck --help`), with numbers
   as bytes, on a machine that stores the lowest byte first. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2 };
static const double start[N] = {0.5, -1.25};
static const char *shapes = "{\"x\":[2]}";

/* The value at p; its gradient too where g is not NULL. */
static double evaluate(const double *p, double *g) {
  double t = tanh(p[0]);
  if (g) g[0] = (1 - t * t) * p[1], g[1] = t;
  return t * p[1];
}

/* What the last questions said: a list stays what it was where a question leaves it out. */
typedef struct {
  const char *name;
  size_t count;
  double *at;
} list;

static list point = {"\"point\":", 0, NULL}, entries = {"\"entries\":", 0, NULL};
static list along = {"\"along\":", 0, NULL}, steps = {"\"steps\":", 0, NULL};

static void read_list(const char *line, list *l) {
  const char *at = strstr(line, l->name);
  if (!at) return;
  l->count = strtoull(at + strlen(l->name), NULL, 10);
  l->at = realloc(l->at, (l->count + 1) * sizeof *l->at);
  if (!l->at || fread(l->at, sizeof *l->at, l->count, stdin) != l->count) exit(1);
}

int main(void) {
  static double p[N], g[N];
  char *line = NULL;
  size_t room = 0;
  while (getline(&line, &room, stdin) > 0) {
    const char *id = strstr(line, "\"id\":");
    long number = id ? atol(id + 5) : -1;
    if (strstr(line, "\"describe\"")) {
      printf("{\"id\":%ld,\"shapes\":%s,\"bytes\":%zu}\n", number, shapes, sizeof start);
      fwrite(start, sizeof *start, N, stdout);
    } else {
      int wants_gradient = strstr(line, "\"gradients\"") != NULL;
      read_list(line, &point), read_list(line, &entries), read_list(line, &along), read_list(line, &steps);
      if (point.count != N || entries.count != along.count) return 1;
      printf("{\"id\":%ld,\"bytes\":%zu}\n", number, steps.count * (wants_gradient ? 1 + N : 1) * sizeof *p);
      for (size_t s = 0; s < steps.count; s++) {
        memcpy(p, point.at, sizeof p);
        for (size_t k = 0; k < entries.count; k++) p[(size_t)entries.at[k]] += steps.at[s] * along.at[k];
        double value = evaluate(p, wants_gradient ? g : NULL);
        fwrite(&value, sizeof value, 1, stdout);
        if (wants_gradient) fwrite(g, sizeof *g, N, stdout);
      }
    }
    fflush(stdout);
  }
  return 0;
}
