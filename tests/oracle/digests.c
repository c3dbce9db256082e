/* One result, many ways to it: for each case of a stream (cases.h) and each of its windows a line
 * "digest CASE WINDOW WAY DIGEST", where the digest is of the whole result as JSON. All ways must give the
 * same, in every build. A way that gives no result has the key of its error in place of the digest. */
#include "cases.h"

#include <inttypes.h>

#include "score/board.h"

/* FNV-1a: it tells results apart, it guards nothing. */
static uint64_t digest_of(struct str bytes)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < bytes.n; i++)
        h = (h ^ (unsigned char)bytes.p[i]) * UINT64_C(0x100000001b3);
    return h;
}

static void say(const struct test_case *c, struct window w, const char *way, const struct score_result *r,
                const struct err *err)
{
    struct buf out CLEANUP(buf_release) = {0};
    (void)printf("digest %.*s %.*s %s ", STR_ARG(c->name), STR_ARG(window_write(c->a, w)), way);
    if (!r) {
        (void)printf("%s\n", err->text);
        return;
    }
    score_write_json(r, &out);
    (void)printf("%016" PRIx64 "\n", digest_of(buf_str(&out)));
}

static bool say_computed(const struct test_case *c, struct window w)
{
    const struct score_result *r = NULL;
    struct err err = {0};
    enum rc rc = score_compute(c->scheme, c->values, w, c->a, &r, &err);
    say(c, w, "computed", rc == RC_OK ? r : NULL, &err);
    return rc == RC_OK;
}

static void say_boards(const struct test_case *c, struct window w)
{
    static const struct {
        const char *name;
        struct board_wish wish;
    } ways[] = {{"board", {.threads = 1}},
                {"two_threads", {.threads = 2}},
                {"plain", {.is_plain = true}},
                {"exact", {.is_exact = true}},
                {"plain_two_threads", {.is_plain = true, .threads = 2}}};
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct board *b CLEANUP(board_freep) = NULL;
        struct err err = {0};
        struct board_wish wish = ways[i].wish;
        wish.first = w;
        wish.windows = 1;
        enum rc rc = board_open(c->scheme, c->values, &wish, &b, &err);
        say(c, w, ways[i].name, rc == RC_OK ? board_result(b, 0) : NULL, &err);
        if (rc == RC_OK && board_compute(b, &err) != RC_OK)
            say(c, w, "again", NULL, &err);
        else if (rc == RC_OK)
            say(c, w, "again", board_result(b, 0), &err);
    }
}

/* ---- one change after the other ---- */

enum { NUMBERS_LATE = 150, ROWS_LATE = 40 };

/* Which rows come late: numbers here and there; the last ballots and events, for the order of these is what
 * decides between two of one matter. */
static const bool *late_rows(const struct test_case *c)
{
    bool *late = ARENA_ARRAY(c->a, bool, (size_t)c->rows_count + 1);
    int step = c->rows_count / NUMBERS_LATE + 1, left = ROWS_LATE;
    for (int i = c->rows_count - 1; i >= 0; i--)
        late[i] = c->rows[i].kind == 'n' ? i % step == 0 : left-- > 0;
    return late;
}

/* What comes late is something else at first, or not there; ballots and events are not there. */
static struct values *values_before(const struct test_case *c, const bool *late)
{
    struct values *v = case_values_new(c);
    for (int i = 0; i < c->rows_count; i++) {
        struct case_row row = c->rows[i];
        if (late[i] && row.kind == 'n')
            row.scaled = row.scaled == 0;
        if (!late[i] || (row.kind == 'n' && i % 3))
            case_row_put(v, &row);
    }
    return v;
}

static enum rc change(struct board *b, struct values *v, const struct case_row *row, struct err *err)
{
    if (row->kind == 'n')
        return board_set(b, row->measure, row->unit, row->month, row->scaled, err);
    case_row_put(v, row);
    return board_touch(b, row->measure, row->unit, row->month, err);
}

static void say_changed(const struct test_case *c, struct window w, const char *way, bool is_exact)
{
    struct board *b CLEANUP(board_freep) = NULL;
    struct err err = {0};
    const bool *late = late_rows(c);
    struct values *v = values_before(c, late);
    struct board_wish wish = {.first = w, .windows = 1, .is_exact = is_exact};
    enum rc rc = board_open(c->scheme, v, &wish, &b, &err);
    if (rc == RC_TOO_LARGE) /* what stands there at first is nobody's wish */
        return;
    for (int i = 0; i < c->rows_count && rc == RC_OK; i++) {
        if (late[i])
            rc = change(b, v, &c->rows[i], &err);
        if (rc == RC_TOO_LARGE) /* on the way there; the last change brings it right */
            return;
    }
    say(c, w, way, rc == RC_OK ? board_result(b, 0) : NULL, &err);
}

/* ---- many windows on one board ---- */

static void say_row(const struct test_case *c, struct window first, struct window last)
{
    struct board *b CLEANUP(board_freep) = NULL;
    struct err err = {0};
    struct board_wish wish = {
        .first = first, .windows = (last.first - first.first) / first.months + 1, .threads = 2};
    if (board_open(c->scheme, c->values, &wish, &b, &err) == RC_TOO_LARGE)
        return; /* of a window between them */
    say(c, first, "row", b ? board_result(b, 0) : NULL, &err);
    say(c, last, "row", b ? board_result(b, wish.windows - 1) : NULL, &err);
}

int main(void)
{
    struct test_case c = {0};
    while (cases_next(stdin, &c)) {
        struct str rest = c.windows;
        struct window w, first = {0}, last = {0};
        bool is_good = true;
        while (c.scheme && case_window(&rest, &w)) {
            first = first.months == 0 || w.first < first.first ? w : first;
            last = w.first > last.first ? w : last;
            bool is_computed = say_computed(&c, w);
            is_good = is_good && is_computed;
            say_boards(&c, w);
            if (is_computed) {
                say_changed(&c, w, "changed", false);
                say_changed(&c, w, "changed_exact", true);
            }
        }
        if (c.scheme && is_good && last.first > first.first)
            say_row(&c, first, last);
        (void)fflush(stdout);
    }
    arena_freep(&c.a);
    return 0;
}
