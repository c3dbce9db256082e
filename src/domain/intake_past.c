/* Results of past years: one row says what a unit got in a year. A row that is there already with other
 * figures is changed; a cell that is empty says that nothing was published, so it clears. */
#include "domain/intake_records.h"

#include <inttypes.h>

#include "domain/past_result.h"
#include "domain/put.h"
#include "base/fixed.h"
#include "text/text.h"

#define ROWS_MAX 10000
#define YEARS (RECORD_YEAR_MOST - RECORD_YEAR_LEAST + 1)

enum { YEAR, UNIT, CLASS, SCORE, RANK, GRADE, COLUMNS };

static const struct str ALSO_YEAR[] = {STR_INIT("年份"), STR_INIT("年"), STR_INIT("year")};
static const struct str ALSO_UNIT[] = {STR_INIT("单位名称"), STR_INIT("被考核单位"), STR_INIT("部门"),
                                       STR_INIT("unit")};
static const struct str ALSO_CLASS[] = {STR_INIT("分类"), STR_INIT("考核类别"), STR_INIT("class")};
static const struct str ALSO_SCORE[] = {STR_INIT("总分"), STR_INIT("总得分"), STR_INIT("考核得分"),
                                        STR_INIT("score")};
static const struct str ALSO_RANK[] = {STR_INIT("排名"), STR_INIT("位次"), STR_INIT("rank")};
static const struct str ALSO_GRADE[] = {STR_INIT("等级"), STR_INIT("考核等次"), STR_INIT("考核结果"),
                                        STR_INIT("grade")};
#define HEADS(list) .also = (list), .alsos = COUNT_OF(list)

static const struct record_column COLUMN[COLUMNS] = {
    [YEAR] = {.name = STR_INIT("年度"), HEADS(ALSO_YEAR), .type = RECORD_YEAR, .is_required = true},
    [UNIT] = {.name = STR_INIT("单位"), HEADS(ALSO_UNIT), .type = RECORD_TEXT, .is_required = true},
    [CLASS] = {.name = STR_INIT("类别"), HEADS(ALSO_CLASS), .type = RECORD_TEXT},
    [SCORE] = {.name = STR_INIT("得分"),
               HEADS(ALSO_SCORE),
               .type = RECORD_NUMBER,
               .digits = PAST_DIGITS_MAX,
               .has_range = true,
               .least = -100000,
               .most = 100000},
    [RANK] = {.name = STR_INIT("名次"),
              HEADS(ALSO_RANK),
              .type = RECORD_NUMBER,
              .has_range = true,
              .least = 1,
              .most = 10000},
    [GRADE] = {.name = STR_INIT("等次"), HEADS(ALSO_GRADE), .type = RECORD_TEXT, .chars_max = 20},
};
static const struct str IGNORED[] = {STR_INIT("序号")};
static const struct record_form FORM = {COLUMN, COLUMNS, IGNORED, COUNT_OF(IGNORED)};

struct made {
    struct records r;
    struct past_result *line; /* organ_id 0: unknown */
};
struct plan {
    const struct past_result **step;
    size_t steps;
};

static void check_line(struct intake *in, struct made *m, size_t row)
{
    const struct past_result *l = &m->line[row];
    if (l->year > in->day / 10000 - 1 && records_cell(&m->r, row, YEAR)->is_given)
        (void)intake_fault(in, &m->r, row, YEAR, K("past.year_not_over"), K("past.year_not_over_hint"));
    if (!l->has_score && l->rank == 0 && l->grade.n == 0 && !m->r.is_bad[row])
        (void)intake_fault(in, &m->r, row, SCORE, K("past.nothing_said"), K("past.nothing_said_hint"));
}

static enum rc past_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *m = ARENA_NEW(in->a, struct made);
    struct organ_book book;
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc != RC_OK)
        return rc;
    struct intake_units units = intake_units_make(in->a, &book);
    intake_records_read(in, &FORM, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct past_result, m->r.rows + 1);
    in->made = m;
    struct intake_key *key = ARENA_ARRAY(in->a, struct intake_key, m->r.rows + 1);
    size_t keys = 0;
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct organ *unit = intake_unit_of(in, &m->r, &units, i, UNIT);
        const struct record_cell *score = records_cell(&m->r, i, SCORE);
        m->line[i] = (struct past_result){.year = records_cell(&m->r, i, YEAR)->n,
                                          .organ_id = unit ? unit->organ_id : 0,
                                          .class_name = records_cell(&m->r, i, CLASS)->text,
                                          .has_score = score->is_given,
                                          .score = score->n,
                                          .digits = score->digits,
                                          .rank = records_cell(&m->r, i, RANK)->n,
                                          .grade = records_cell(&m->r, i, GRADE)->text,
                                          .unit = unit ? unit->short_name : (struct str){0}};
        check_line(in, m, i);
        if (unit)
            key[keys++] = (struct intake_key){
                arena_printf(in->a, "%" PRId64 "\n%" PRId64, m->line[i].year, unit->organ_id), i, UNIT};
    }
    intake_keys_differ(in, &m->r, key, keys, K("past.same_row"), K("past.same_row_hint"));
    return RC_OK;
}

/* ---- the difference ---- */

/* 96.50 · 第 3 名 · 优秀 · 二类 */
static struct str said(struct intake *in, const struct past_result *l)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct str rank = l->rank ? arena_printf(in->a, "%" PRId64, l->rank) : (struct str){0};
    const struct str part[] = {l->has_score ? fixed_write(in->a, l->score, l->digits) : (struct str){0},
                               l->rank ? text_fill(in->a, T(in->lang, "past.rank_n"), &rank, 1) : rank,
                               l->grade, l->class_name};
    for (size_t i = 0; i < COUNT_OF(part); i++) {
        if (part[i].n == 0)
            continue;
        buf_put(&out, out.n ? STR(" · ") : STR(""));
        buf_put(&out, part[i]);
    }
    return arena_str(in->a, buf_str(&out));
}

/* The same in no language. */
static struct str bare(struct intake *in, const struct past_result *l)
{
    return arena_printf(in->a, "%" PRId64 "e-%d %" PRId64 " %.*s/%.*s", l->score,
                        l->has_score ? l->digits : -1, l->rank, STR_ARG(l->grade), STR_ARG(l->class_name));
}

static bool is_same(const struct past_result *a, const struct past_result *b)
{
    return a->has_score == b->has_score && a->score == b->score && a->digits == b->digits &&
           a->rank == b->rank && str_eq(a->grade, b->grade) && str_eq(a->class_name, b->class_name);
}

/* Each year is loaded once, in whatever order the rows speak of them. */
struct stored {
    bool is_loaded[YEARS];
    struct past_results of[YEARS];
};

static enum rc stored_of(struct intake *in, struct db *db, struct stored *s, const struct past_result *l,
                         const struct past_result **ret, struct err *err)
{
    size_t at = (size_t)(l->year - RECORD_YEAR_LEAST);
    enum rc rc = RC_OK;
    *ret = NULL;
    if (!s->is_loaded[at])
        rc = past_of_year_load(db, in->a, in->actor.tenant_id, l->year, &s->of[at], err);
    if (rc != RC_OK)
        return rc;
    s->is_loaded[at] = true;
    for (size_t i = 0; i < s->of[at].n; i++)
        if (s->of[at].result[i].organ_id == l->organ_id)
            *ret = &s->of[at].result[i];
    return RC_OK;
}

static void compare_line(struct intake *in, struct plan *plan, const struct past_result *was, size_t row)
{
    const struct made *m = in->made;
    const struct past_result *l = &m->line[row];
    struct intake_line line = {.change = !was              ? CHANGE_NEW
                                         : is_same(was, l) ? CHANGE_SAME
                                                           : CHANGE_CHANGED,
                               .row = in->table.row[row].number,
                               .subject = l->unit,
                               .field = arena_printf(in->a, "%" PRId64, l->year)};
    if (line.change != CHANGE_SAME) {
        plan->step[plan->steps++] = l;
        line.after = said(in, l);
        line.before = was ? said(in, was) : (struct str){0};
        line.means = arena_printf(in->a, "%" PRId64 " %.*s < %.*s", l->year, STR_ARG(bare(in, l)),
                                  STR_ARG(was ? bare(in, was) : STR("none")));
    }
    intake_line_add(in, line);
}

static enum rc past_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *m = in->made;
    struct plan *plan = ARENA_NEW(in->a, struct plan);
    struct stored *stored = ARENA_NEW(in->a, struct stored);
    enum rc rc = RC_OK;
    in->plan = plan;
    plan->step = ARENA_ARRAY(in->a, const struct past_result *, m->r.rows + 1);
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++) {
        const struct past_result *was;
        if (!intake_row_is_good(in, i))
            continue;
        rc = stored_of(in, db, stored, &m->line[i], &was, err);
        if (rc == RC_OK)
            compare_line(in, plan, was, i);
    }
    return rc;
}

/* ---- writing ---- */

PUT_FUNCTION(past_result)

static enum rc past_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct plan *plan = in->plan;
    int64_t import_id = 0;
    enum rc rc = act_seq(act, &import_id, err);
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct past_result *l = plan->step[i];
        rc = put_past_result(act,
                             (struct past_result_row){.year = l->year,
                                                      .organ_id = l->organ_id,
                                                      .class_name = l->class_name,
                                                      .digits = l->has_score ? l->digits : -1,
                                                      .score = l->score,
                                                      .rank_no = l->rank,
                                                      .grade = l->grade,
                                                      .import_id = import_id},
                             err);
    }
    return rc;
}

static enum rc past_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct organ_book book;
    struct intake_help help[COLUMNS] = {
        [YEAR] = {K("past.say_year"), STR("2025"), NULL, 0},
        [UNIT] = {K("past.say_unit"), STR("市住建局"), NULL, 0},
        [CLASS] = {K("past.say_class"), STR("二类"), NULL, 0},
        [SCORE] = {K("past.say_score"), STR("96.50"), NULL, 0},
        [RANK] = {K("past.say_rank"), STR("3"), NULL, 0},
        [GRADE] = {K("past.say_grade"), STR("优秀"), NULL, 0},
    };
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc == RC_OK)
        intake_units_choice(in->a, &book, &help[UNIT]);
    return rc == RC_OK ? intake_records_template(in, &FORM, help, out, err) : rc;
}

enum rc run_past_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_PAST, input, err);
}

const struct intake_kind INTAKE_PAST = {
    .code = STR_INIT("past"),
    .title = K("past.kind"),
    .lead = K("past.import_lead"),
    .act = &act_past_import,
    .undo = &act_import_undo,
    .read = past_read,
    .diff = past_diff,
    .write = past_write,
    .template = past_template,
};
