#include "doc/nearest.h"

/* How many bytes must change to come from a to b, a Chinese character being three; more than `most` is
 * `most` + 1. */
static int text_distance(struct str a, struct str b, int most)
{
    enum { MAX = 64 };
    int row[MAX + 1];
    if (a.n > MAX || b.n > MAX)
        return most + 1;
    for (size_t j = 0; j <= b.n; j++)
        row[j] = (int)j;
    for (size_t i = 0; i < a.n; i++) {
        int corner = row[0];
        row[0] = (int)i + 1;
        for (size_t j = 0; j < b.n; j++) {
            int change = corner + (a.p[i] != b.p[j]);
            corner = row[j + 1];
            int best = corner < row[j] ? corner + 1 : row[j] + 1;
            row[j + 1] = change < best ? change : best;
        }
    }
    return row[b.n] > most ? most + 1 : row[b.n];
}

void nearest_try(struct nearest *n, struct str name)
{
    int most = n->to.n < 5 ? 2 : 3;
    int d = text_distance(n->to, name, most);
    if (d <= most && (n->best.n == 0 || d < n->distance)) {
        n->best = name;
        n->distance = d;
    }
}
