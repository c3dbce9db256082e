/* How fast workbooks are written and read: 200,000 cells of numbers, texts and percents, and the memory at
 * its peak.
 *
 *     bench_table [ROWS [COLUMNS]]
 *
 * Figures are of this machine. */
#include "table/sheet.h"
#include "table/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double peak_mib(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* By turns a text, a number and a percent. */
static struct sheet_cell cell_of(struct arena *a, size_t row, size_t column)
{
    if (row == 0)
        return (struct sheet_cell){.text = arena_printf(a, "指标%zu", column), .look = LOOK_HEAD};
    if (column % 3 == 0)
        return (struct sheet_cell){.text = arena_printf(a, "市财政局%zu", row % 500)};
    return (struct sheet_cell){.is_number = true,
                               .number = (int64_t)(row * 7919 + column * 31) % 1000000,
                               .digits = 2,
                               .is_percent = column % 3 == 1};
}

static void write_book(struct arena *a, size_t rows, size_t cols, struct buf *out)
{
    struct err err = {0};
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, (rows + 1) * cols);
    struct sheet_column *column = ARENA_ARRAY(a, struct sheet_column, cols);
    for (size_t i = 0; i < (rows + 1) * cols; i++)
        cell[i] = cell_of(a, i / cols, i % cols);
    struct sheet sheet = {
        .name = STR("数据"), .column = column, .cols = cols, .cell = cell, .rows = rows + 1, .head_rows = 1};
    double start = now_s();
    if (sheets_write(&sheet, 1, out, &err) != RC_OK) {
        (void)fprintf(stderr, "%s: %s\n", err.text, err.detail);
        exit(1);
    }
    printf("%8zu cells written: %.2f s, %.1f MiB of file; peak %.0f MiB\n", rows * cols, now_s() - start,
           (double)out->n / 1048576, peak_mib());
}

static void read_book(struct str bytes, size_t rows, size_t cols)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct table_book book;
    problems->arena = a;
    double start = now_s(), before = peak_mib();
    if (table_book_read(a, bytes, &book, problems) != RC_OK || book.table[0].rows != rows ||
        book.table[0].cols != cols) {
        (void)fprintf(stderr, "not read: %s\n", problems->n ? problems->item[0].text : "another size");
        exit(1);
    }
    printf("%8zu cells read:    %.2f s; %.0f MiB more than before\n", rows * cols, now_s() - start,
           peak_mib() - before);
}

/* In a process of its own, so that its memory is not in the figures of the reading. */
static void written_by_child(size_t rows, size_t cols, struct buf *out)
{
    int end[2];
    char piece[65536];
    if (pipe(end) != 0)
        exit(1);
    pid_t child = fork();
    if (child == 0) {
        write_book(arena_new(0), rows, cols, out);
        (void)fflush(stdout);
        for (size_t at = 0; at < out->n;) {
            ssize_t n = write(end[1], out->p + at, out->n - at);
            at = n < 0 ? out->n : at + (size_t)n;
        }
        _exit(0);
    }
    (void)close(end[1]);
    for (ssize_t n; (n = read(end[0], piece, sizeof piece)) > 0;)
        buf_put(out, str_of(piece, (size_t)n));
    (void)close(end[0]);
    (void)waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    size_t rows = argc > 1 ? (size_t)atoll(argv[1]) : 5000, cols = argc > 2 ? (size_t)atoll(argv[2]) : 40;
    CLEANUP(buf_release) struct buf out = {0};
    written_by_child(rows, cols, &out);
    read_book(buf_str(&out), rows, cols);
    return 0;
}
