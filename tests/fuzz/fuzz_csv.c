/* Any bytes as a table: read, joined with a small form, and what was read is written and read again. Held:
 * nothing is read out of bounds (the sanitizers), a refusal has a reason, cells are clean, a grid that is
 * written comes back the same but for defused cells, and values stay within what the form allows. */
#include "base/utf8.h"
#include "table/csv.h"
#include "table/values_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct values_measure MEASURE[] = {
    {.id = STR_INIT("a"), .name = STR_INIT("收入"), .unit = STR_INIT("万元"), .decimals = 2},
    {.id = STR_INIT("b"),
     .name = STR_INIT("办结率"),
     .unit = STR_INIT("%"),
     .decimals = 1,
     .has_range = true,
     .max = 1000},
    {.id = STR_INIT("c"), .name = STR_INIT("加减分"), .decimals = 1, .is_repeatable = true},
};
static const struct values_unit UNIT[] = {
    {.name = STR_INIT("云澜市财政局"), .short_name = STR_INIT("财政")},
    {.name = STR_INIT("松月县"), .short_name = STR_INIT("x")},
};
static const struct values_form FORM = {
    .measure = MEASURE, .measures = COUNT_OF(MEASURE), .unit = UNIT, .units = COUNT_OF(UNIT), .year = 2026};

static void join(struct arena *a, const struct table *t, struct problems *problems)
{
    struct values_table v;
    enum rc rc = values_table_read(a, t, &FORM, &v, problems);
    ASSERT((rc == RC_OK) == (problems->blocking == 0));
    ASSERT(rc != RC_OK || v.items > 0);
    for (size_t i = 0; i < v.items; i++) {
        const struct values_item *item = &v.item[i];
        ASSERT(item->unit < COUNT_OF(UNIT) && item->measure < COUNT_OF(MEASURE) && item->period.n >= 4);
        ASSERT(item->measure != 1 || (item->value >= 0 && item->value <= 1000));
        ASSERT(item->row > t->head.number && item->column >= 1);
    }
}

static bool is_own(const void *ctx, size_t unit, size_t measure)
{
    (void)ctx;
    return unit == 0 || measure == 2;
}

/* As somebody who is asked, and answers with the last choice each time: questions have ids and choices, every
 * row has a state, good rows stay although others are bad, and no item is of somebody else. */
static void ask(struct arena *a, const struct table *t)
{
    struct values_form form = FORM;
    struct values_table v, again;
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    form.asks = true;
    form.is_own = is_own;
    (void)!values_table_read(a, t, &form, &v, problems);
    struct values_answer *answer = ARENA_ARRAY(a, struct values_answer, v.questions + 1);
    for (size_t i = 0; i < v.questions; i++) {
        const struct values_question *q = &v.question[i];
        ASSERT(q->id.n && q->choices == 2 && q->answer.n == 0 && q->column <= (int)t->cols);
        answer[i] = (struct values_answer){q->id, q->choice[1].value};
    }
    form.answer = answer;
    form.answers = v.questions;
    (void)!values_table_read(a, t, &form, &again, problems);
    for (size_t i = 0; i < again.questions; i++)
        ASSERT(again.question[i].answer.n || again.questions != v.questions);
    for (size_t i = 0; v.row_state && i < t->rows; i++)
        ASSERT(v.row_state[i] <= VALUES_ROW_BAD);
    for (size_t i = 0; i < again.items; i++)
        ASSERT(is_own(NULL, again.item[i].unit, again.item[i].measure));
    for (size_t i = 0; i < again.fixes && i < LIMIT_PROBLEMS; i++)
        ASSERT(again.fix[i].row > t->head.number && again.fix[i].column >= 1);
}

static void write_and_read_again(struct arena *a, const struct table *t)
{
    CLEANUP(buf_release) struct buf b = {0};
    struct csv w = csv_to(&b, true);
    for (size_t r = 0; r <= t->rows; r++) {
        const struct table_row *row = r ? &t->row[r - 1] : &t->head;
        for (size_t c = 0; c < t->cols; c++)
            csv_cell(&w, row->cell[c]);
        csv_end(&w);
    }
    struct table again;
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    if (table_read(a, buf_str(&b), &again, problems) != RC_OK)
        return; /* a defused cell may pass its limit; a lone head cell may be another separator */
    for (size_t r = 0; again.cols == t->cols && again.rows == t->rows && r < t->rows; r++)
        for (size_t c = 0; c < t->cols; c++) {
            struct str was = t->row[r].cell[c], is = again.row[r].cell[c];
            ASSERT(str_eq(was, is) || (is.n == was.n + 1 && is.p[0] == '\'' && str_ends(is, was)) ||
                   str_trim(was).n == 0);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    struct table t;
    if (table_read(a, str_of((const char *)data, n), &t, problems) != RC_OK) {
        ASSERT(problems->blocking > 0);
    } else {
        for (size_t r = 0; r < t.rows; r++)
            for (size_t c = 0; c < t.cols; c++)
                ASSERT(utf8_is_clean(t.row[r].cell[c], NULL));
        join(a, &t, problems);
        ask(a, &t);
        write_and_read_again(a, &t);
    }
    arena_free(a);
    return 0;
}
