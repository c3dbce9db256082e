/* Any bytes as a decision table: tabs between cells, newlines between rows. Held: a refusal has a problem; a
 * table that compiles is checked and asked within its limits, rows that hit are rows of it, and what the
 * check calls a gap has names. */
#include "base/err.h"
#include "base/utf8.h"
#include "feel/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define CELLS 512
#define FINDINGS 20

static const struct feel_input INPUT[] = {{STR_INIT("完成率"), &FEEL_NUMBER}, {STR_INIT("x"), &FEEL_ANY}};
static const struct feel_scope SCOPE = {.input = INPUT, .inputs = COUNT_OF(INPUT)};

/* False: too many. Rows are filled up with empty cells. */
static bool split(struct str text, struct str cell[CELLS], size_t *ret_rows, size_t *ret_cols)
{
    size_t rows = 1, cols = 1, most = 1;
    for (size_t i = 0; i < text.n; i++) {
        cols = text.p[i] == '\n' ? 1 : cols + (text.p[i] == '\t');
        rows += text.p[i] == '\n';
        most = cols > most ? cols : most;
    }
    if (rows * most > CELLS)
        return false;
    size_t row = 0, col = 0, from = 0;
    for (size_t i = 0; i <= text.n; i++)
        if (i == text.n || text.p[i] == '\n' || text.p[i] == '\t') {
            cell[row * most + col] = str_sub(text, from, i);
            from = i + 1;
            col = i < text.n && text.p[i] == '\t' ? col + 1 : 0;
            row += i < text.n && text.p[i] == '\n';
        }
    *ret_rows = rows;
    *ret_cols = most;
    return true;
}

static void ask(struct arena *a, const struct rules *r, const struct rules_program *p)
{
    static const int64_t V[] = {-1, 0, 60, 80, 100};
    for (size_t i = 0; i < COUNT_OF(V); i++) {
        struct value input[] = {value_int(V[i]), value_int(V[COUNT_OF(V) - 1 - i])};
        struct feel_run run = {.arena = a, .input = input, .steps_max = 20000};
        const int *row = NULL;
        size_t rows = 0;
        (void)rules_eval(p, &run, &row, &rows);
        for (size_t k = 0; k < rows; k++)
            ASSERT(row[k] >= 1 && (size_t)row[k] <= r->rows);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = {(const char *)data, n}, cell[CELLS] = {0};
    size_t rows, cols;
    if (!utf8_is_clean(text, NULL) || !split(text, cell, &rows, &cols))
        return 0;
    struct arena *a = arena_new(256UL << 20);
    struct problems problems = {.arena = a};
    struct rules r = {0}, plain;
    const struct rules_program *p;
    struct rules_finding found[FINDINGS];
    enum rc rc = rules_of_grid(a, cell, rows, cols, 1, STR("评分"), &r, &problems);
    ASSERT(rc == RC_NO_MEMORY || (rc == RC_OK) == (problems.blocking == 0));
    if (rc == RC_OK) {
        ASSERT(rules_plain(a, &r, &SCOPE, &plain) != RC_INVALID);
        rc = rules_compile(a, &r, &SCOPE, &p, &problems);
        ASSERT(rc == RC_NO_MEMORY || (rc == RC_OK) == (problems.blocking == 0));
    }
    if (rc == RC_OK) {
        ask(a, &r, p);
        size_t k = rules_check(p, a, found, FINDINGS);
        for (size_t i = 0; i < k && i < FINDINGS; i++)
            for (size_t j = 0; j < found[i].rows; j++)
                ASSERT(found[i].row[j] >= 1 && (size_t)found[i].row[j] <= r.rows);
    }
    arena_free(a);
    return 0;
}
