/* The input files of GPE-1, a synthetic evaluation whose every figure is known (fixtures/gpe1/README.md,
 * sections 1 to 3).
 *
 *     gpe1_data S|M|Q|L DIR      writes wide.csv, votes.csv, items.csv and ind.csv into DIR
 *
 * The draws of the text are remainders of 64-bit integers, so the files are the same bytes everywhere. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

enum { MONTHS = 12, VOTES = 30, SLOTS = 4, CLASS_UNITS = 20, COUNTY_UNITS = 8, CITY_UNITS = 96 };
enum { STREAM_VALUE, STREAM_LAST_YEAR, STREAM_VOTE, STREAM_ITEM, STREAM_WEAK };

static const struct size {
    char name;
    int units, leaves;
} SIZE[] = {{'S', 57, 120}, {'M', 3000, 150}, {'Q', 15000, 150}, {'L', 60000, 150}};

static uint64_t draw(int stream, int p, int k, int u)
{
    uint64_t z = ((uint64_t)p << 48 | (uint64_t)k << 32 | (uint64_t)u) +
                 UINT64_C(0x9E3779B97F4A7C15) * (uint64_t)(20240601 + stream);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static bool is_missing(uint64_t z) { return (z & 0xFFFF) < 1311; }
static uint32_t part(uint64_t z) { return (uint32_t)(z >> 16); }

/* In hundredths, of a draw that is not missing. */
static uint32_t value_of(uint64_t z, int k, bool is_weak)
{
    uint32_t r = part(z);
    switch (k % 8 + 1) {
    case 4:
        return 100 * (r % (is_weak ? 81 : 161));
    case 6:
        return 100 * (r % 13);
    case 7:
        return 1 + r % 16000;
    case 8:
        return r % 500 ? 0 : 100 * (1 + r / 500 % 3);
    default:
        return r % (is_weak ? 6001 : 16001);
    }
}

/* ----------------------------------------------------------------------------------------- files */

struct file {
    FILE *to;
    struct buf b;
};

static struct file file_open(const char *dir, const char *name)
{
    struct buf path CLEANUP(buf_release) = {0};
    buf_printf(&path, "%s/%s", dir, name);
    buf_putc(&path, '\0');
    struct file f = {.to = path.failed ? NULL : fopen(path.p, "w")};
    if (!f.to) {
        perror(name);
        exit(1);
    }
    return f;
}

/* What was gathered so far. */
static void file_flush(struct file *f)
{
    if (f->b.failed || fwrite(f->b.p, 1, f->b.n, f->to) != f->b.n) {
        perror("gpe1_data");
        exit(1);
    }
    buf_clear(&f->b);
}

static void file_close(struct file *f)
{
    file_flush(f);
    if (fclose(f->to) != 0) {
        perror("gpe1_data");
        exit(1);
    }
    buf_release(&f->b);
}

/* Without trailing zeros: 103, 4.39, 61.5. */
static void put_hundredths(struct buf *b, uint32_t v)
{
    buf_put_i64(b, v / 100);
    if (v % 100) {
        buf_putc(b, '.');
        buf_putc(b, (char)('0' + v / 10 % 10));
        if (v % 10)
            buf_putc(b, (char)('0' + v % 10));
    }
}

/* ----------------------------------------------------------------------------------- the four files */

static void put_row(struct buf *b, const struct size *size, int p, int u)
{
    bool is_weak = draw(STREAM_WEAK, 0, 0, u) % 8 == 0;
    buf_printf(b, "%d,%d,%d,%d,%d", u, u / CLASS_UNITS, u / COUNTY_UNITS, u / CITY_UNITS, p);
    for (int k = 0; k < size->leaves; k++) {
        uint64_t z = draw(STREAM_VALUE, p, k, u);
        buf_putc(b, ',');
        if (!is_missing(z))
            put_hundredths(b, value_of(z, k, is_weak));
    }
    for (int k = 4; k < size->leaves; k += 8) {
        uint64_t z = draw(STREAM_LAST_YEAR, p, k, u);
        buf_putc(b, ',');
        if (!is_missing(z))
            put_hundredths(b, 5000 + part(z) % 10001);
    }
    buf_putc(b, '\n');
}

static void write_wide(const char *dir, const struct size *size)
{
    struct file f = file_open(dir, "wide.csv");
    buf_put(&f.b, STR("u,cls,county,city,p"));
    for (int k = 0; k < size->leaves; k++)
        buf_printf(&f.b, ",v%d", k);
    for (int k = 4; k < size->leaves; k += 8)
        buf_printf(&f.b, ",pv%d", k);
    buf_putc(&f.b, '\n');
    for (int p = 0; p < MONTHS; p++)
        for (int u = 0; u < size->units; u++) {
            put_row(&f.b, size, p, u);
            file_flush(&f);
        }
    file_close(&f);
}

static void write_votes(const char *dir, const struct size *size)
{
    struct file f = file_open(dir, "votes.csv");
    buf_put(&f.b, STR("u,q,g,vote\n"));
    for (int q = 0; q < MONTHS / 3; q++)
        for (int u = 0; u < size->units; u++) {
            for (int n = 0; n < VOTES; n++)
                buf_printf(&f.b, "%d,%d,%d,%d\n", u, q,
                           n < 6    ? 0
                           : n < 15 ? 1
                                    : 2,
                           60 + (int)((draw(STREAM_VOTE, q, n, u) >> 20) % 41));
            file_flush(&f);
        }
    file_close(&f);
}

static void write_items(const char *dir, const struct size *size)
{
    struct file f = file_open(dir, "items.csv");
    buf_put(&f.b, STR("u,p,slot,pts\n"));
    for (int p = 0; p < MONTHS; p++)
        for (int u = 0; u < size->units; u++) {
            for (int slot = 0; slot < SLOTS; slot++) {
                uint64_t z = draw(STREAM_ITEM, p, slot, u);
                int tenths = 1 + (int)((z >> 20) % 30);
                if (z % 10 < 3)
                    buf_printf(&f.b, "%d,%d,%d,%d.%d\n", u, p, slot, tenths / 10, tenths % 10);
            }
            file_flush(&f);
        }
    file_close(&f);
}

static void write_ind(const char *dir, const struct size *size)
{
    struct file f = file_open(dir, "ind.csv");
    buf_put(&f.b, STR("k,grp,dim,m,w,gw,dw,t,b0,b1,b2,b3,b4,d\n"));
    for (int k = 0; k < size->leaves; k++) {
        int g = k / 5, d = k / 30;
        buf_printf(&f.b, "%d,%d,%d,%d,%d,%d,%d,%d", k, g, d, k % 8 + 1, 1 + (5 * k + 3) % 9,
                   1 + (7 * g + 2) % 9, 1 + (4 * d + 1) % 9, 80 + 7 * k % 41);
        for (int j = 0; j < 5; j++)
            buf_printf(&f.b, ",%d", 20 + 25 * j + k % 11);
        buf_printf(&f.b, ",%d\n", 2 + k % 4);
    }
    file_close(&f);
}

int main(int argc, char **argv)
{
    const struct size *size = NULL;
    for (size_t i = 0; argc == 3 && i < COUNT_OF(SIZE); i++)
        if (argv[1][0] == SIZE[i].name && !argv[1][1])
            size = &SIZE[i];
    if (!size) {
        (void)fputs("gpe1_data S|M|Q|L DIR\n", stderr);
        return 2;
    }
    write_wide(argv[2], size);
    write_votes(argv[2], size);
    write_items(argv[2], size);
    write_ind(argv[2], size);
    return 0;
}
