/* A program for `workings gradcheck -- ./a.out`: cc -O2 gradcheck.c -lm
   Replace N, start and evaluate by your own; the rest is the protocol (`workings gradcheck --help`). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2 };
static double start[N] = {0.5, -1.25};

/* The value at p; its gradient too where g is not NULL. */
static double evaluate(const double *p, double *g) {
  double t = tanh(p[0]);
  if (g) g[0] = (1 - t * t) * p[1], g[1] = t;
  return t * p[1];
}

/* Reads the list behind a name into *list, which grows; leaves it alone where the name is missing. */
static void read_list(const char *line, const char *name, double **list, size_t *count) {
  const char *at = strstr(line, name);
  if (!at || !(at = strchr(at, '['))) return;
  *count = 0;
  for (at++; *at && *at != ']';) {
    char *end;
    double number = strtod(at, &end);
    if (end == at) break;
    if (!(*list = realloc(*list, (*count + 1) * sizeof **list))) exit(1);
    (*list)[(*count)++] = number;
    at = end + (*end == ',');
  }
}

static void print_list(const double *list, size_t count) {
  putchar('[');
  for (size_t k = 0; k < count; k++) printf(k ? ",%.17g" : "%.17g", list[k]);
  putchar(']');
}

int main(void) {
  double *point = NULL, *entries = NULL, *along = NULL, *steps = NULL, p[N], g[N];
  size_t points = 0, moved = 0, components = 0, count = 0, room = 0;
  char *line = NULL;
  while (getline(&line, &room, stdin) > 0) {
    const char *id = strstr(line, "\"id\":");
    printf("{\"id\":%ld", id ? atol(id + 5) : -1L);
    if (strstr(line, "\"describe\"")) {
      printf(",\"point\":");
      print_list(start, N);
    } else {
      int wants_gradients = strstr(line, "\"gradients\"") != NULL;
      read_list(line, "\"point\":", &point, &points);
      read_list(line, "\"entries\":", &entries, &moved);
      read_list(line, "\"along\":", &along, &components);
      read_list(line, "\"steps\":", &steps, &count);
      double *values = malloc((count + 1) * sizeof *values);
      if (!values || points != N || moved != components) return 1;
      if (wants_gradients) printf(",\"gradients\":[");
      for (size_t s = 0; s < count; s++) {
        memcpy(p, point, sizeof p);
        for (size_t k = 0; k < moved; k++) p[(size_t)entries[k]] += steps[s] * along[k];
        values[s] = evaluate(p, wants_gradients ? g : NULL);
        if (!wants_gradients) continue;
        if (s) putchar(',');
        print_list(g, N);
      }
      printf(wants_gradients ? "],\"values\":" : ",\"values\":");
      print_list(values, count);
      free(values);
    }
    printf("}\n");
    fflush(stdout);
  }
  return 0;
}
