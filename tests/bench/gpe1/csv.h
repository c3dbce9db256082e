/* Reading the plain CSV of GPE-1 (no quotes, LF) in blocks, so that a file of any length takes a few hundred
 * kilobytes. A benchmark has one answer to a file that is not as agreed: gpe1_stop. */
#ifndef GPE1_CSV_H
#define GPE1_CSV_H

#include "base/arena.h"

/* Says what is wrong on stderr and ends the program with status 1. */
__attribute__((noreturn, format(printf, 1, 2))) void gpe1_stop(const char *fmt, ...);

struct csv {
    int fd, line;
    const char *name;
    char *p;
    size_t cap, at, end;
    int64_t base, to; /* where p stands in the file; lines that begin at `to` or later are not read */
};

struct csv csv_open(const char *dir, const char *name);
/* Those of its lines that begin in part n of so many equal ones; the head is of no part. */
struct csv csv_open_part(const char *dir, const char *name, int n, int parts);
/* The next line without its end; behind it stand the line feed and at least CSV_PAD bytes that may be read.
 * False after the last. The text stays until the next call. */
#define CSV_PAD 16
bool csv_line(struct csv *c, struct str *ret);
void csv_close(struct csv *c);

/* The next field of a line, and whether there was one. */
bool csv_field(struct str *line, struct str *ret);
/* The same as a whole number from 0 to 2^31 − 1; stops at anything else. */
int csv_count(const struct csv *c, struct str *line);

/* Numbers "-12.5" with at most two decimals, in hundredths; an empty field is VALUE_MISSING. Reads the
 * `count` last fields of a line; stops when there are more, fewer, or others. */
void csv_hundredths(const struct csv *c, struct str line, int64_t *ret, int count);

#endif
