/* Tables of values. A cell is (unit, measure, period); a repeatable measure has several rows in a cell, and a
 * table that speaks of a cell replaces all of them. What is the same stays as it is, with the import it came
 * from. A cell of which one row may not be written stays as a whole. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/fixed.h"
#include "base/key.h"
#include "domain/put.h"
#include "domain/value_check.h"
#include "domain/value_import.h"
#include "domain/value_template.h"
#include "gen/sql.h"
#include "ledger/canon.h"
#include "table/cell.h"
#include "text/text.h"

PUT_FUNCTION(measure_value)
PUT_FUNCTION(value_import)

struct made { /* by reading */
    struct scheme_open open;
    struct organ_book organs;
    struct value_reading reading;
};

/* One row to put, or to take away. A table has up to TABLE_CELLS_MAX of them: what is stored is made of the
 * row that was read when its turn comes. */
struct step {
    const struct value_row *row;
    int64_t n; /* of the stored row */
    bool is_delete;
};
struct plan {
    struct step *step;
    size_t n, cap;
};

/* ---- reading ---- */

static void take_questions(struct intake *in, const struct value_reading *reading)
{
    for (size_t i = 0; i < reading->questions; i++) {
        const struct values_question *q = &reading->question[i];
        struct intake_choice *choice = ARENA_ARRAY(in->a, struct intake_choice, q->choices + 1);
        for (size_t k = 0; k < q->choices; k++)
            choice[k] = (struct intake_choice){q->choice[k].value, q->choice[k].label};
        struct intake_question *mine = intake_question_add(in, q->id, q->column, q->text, choice, q->choices);
        memcpy(mine->arg, q->arg, sizeof mine->arg);
    }
}

static void take_fixes(struct intake *in, const struct value_reading *reading)
{
    for (size_t i = 0; i < reading->fixes && i < LIMIT_PROBLEMS; i++)
        intake_fix_add(in, reading->fix[i].row, reading->fix[i].column, reading->fix[i].was,
                       reading->fix[i].became);
    in->fixes = reading->fixes;
}

_Static_assert((int)ROW_GOOD == VALUES_ROW_GOOD && (int)ROW_WARNED == VALUES_ROW_WARNED &&
                   (int)ROW_BAD == VALUES_ROW_BAD,
               "both rooms say the same of a row");

/* A template says which version of the scheme it was made for. */
static enum rc compare_template(struct intake *in, struct db *db, const struct made *made, struct err *err)
{
    struct value_template_meta meta = value_template_meta_of(&in->book);
    struct scheme_open was;
    if (meta.version == 0 || meta.version >= made->open.record.version ||
        !str_eq(meta.scheme, made->open.record.code))
        return RC_OK;
    enum rc rc = scheme_open_load(db, in->a, in->actor.tenant_id, meta.scheme, meta.version, &was, err);
    if (rc == RC_OK)
        value_template_compare(&was, &made->open, in->problems);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc check(struct intake *in, struct db *db, struct made *made, const struct value_given *given,
                     struct err *err)
{
    struct value_rows stored;
    enum rc rc = value_table_check(in->a, &in->table, given, &made->reading, in->problems, err);
    if (rc == RC_OK && made->reading.row_state)
        rc = value_stored_load(db, in->a, in->actor.tenant_id, &made->open, &stored, err);
    if (rc != RC_OK)
        return rc;
    if (made->reading.row_state)
        value_check(in->a, made->open.scheme, &stored, &in->table, &made->reading, in->problems);
    in->row_state = made->reading.row_state;
    take_questions(in, &made->reading);
    take_fixes(in, &made->reading);
    return RC_OK;
}

static enum rc values_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *made = ARENA_NEW(in->a, struct made);
    struct str code = in->given.scheme_code;
    if (code.n == 0)
        code = value_template_meta_of(&in->book).scheme;
    enum rc rc = scheme_open_load(db, in->a, in->actor.tenant_id, code, 0, &made->open, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &made->organs, err);
    if (rc != RC_OK)
        return rc;
    struct value_owner owner;
    struct values_answer *answer = ARENA_ARRAY(in->a, struct values_answer, in->given.answers + 1);
    for (size_t i = 0; i < in->given.answers; i++)
        answer[i] = (struct values_answer){in->given.answer[i].question, in->given.answer[i].choice};
    struct value_given given = {.scheme = made->open.scheme,
                                .organs = &made->organs,
                                .organ_id = made->open.organ_id,
                                .only_period = in->given.period,
                                .asks = true,
                                .answer = answer,
                                .answers = in->given.answers};
    if (given.only_period.n == 0)
        given.only_period = value_template_meta_of(&in->book).period;
    if (in->actor.role == ROLE_LIAISON) {
        owner =
            value_owner_of(in->a, made->open.scheme, &made->organs, made->open.organ_id, in->actor.organ_id);
        given.owner = &owner;
    }
    in->made = made;
    rc = value_table_choose(in->a, &in->book, &given, in->given.sheet, &in->table, in->problems, err);
    if (rc == RC_INVALID && in->problems->blocking) { /* the sheets are there to be looked at and chosen */
        in->table = in->book.table[0];
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    intake_mend(in, &in->table);
    rc = compare_template(in, db, made, err);
    return rc == RC_OK ? check(in, db, made, &given, err) : rc;
}

/* ---- the difference ---- */

/* {"basis":…,"batch":…,"count":…,"excluded":…,"group":…,"item":…,"no":…}, what there is of it. */
static struct str label_of(struct arena *a, const struct value_row *row)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    const struct {
        struct str key, value;
    } member[] = {{STR("basis"), row->basis},
                  {STR("batch"), row->batch},
                  {STR("count"), (struct str){0}},
                  {STR("excluded"), row->excluded},
                  {STR("group"), row->group},
                  {STR("item"), row->item},
                  {STR("no"), row->no}};
    bool any = row->count != 1;
    for (size_t i = 0; i < COUNT_OF(member); i++)
        any |= member[i].value.n > 0;
    if (!any)
        return (struct str){0};
    json_object(&j);
    for (size_t i = 0; i < COUNT_OF(member); i++) {
        if (str_eq(member[i].key, STR("count")) && row->count != 1) {
            json_key(&j, member[i].key);
            json_int(&j, row->count);
        }
        if (member[i].value.n) {
            json_key(&j, member[i].key);
            json_str(&j, member[i].value);
        }
    }
    json_object_end(&j);
    return arena_str(a, buf_str(&out));
}

static struct measure_value_row stored_form(const struct intake *in, struct arena *a,
                                            const struct value_row *row, struct str period)
{
    const struct made *made = in->made;
    const struct measure *m = &made->open.scheme->measures[row->measure];
    return (struct measure_value_row){.tenant_id = in->actor.tenant_id,
                                      .scheme_id = made->open.record.scheme_id,
                                      .organ_id = made->open.organ_id[row->unit],
                                      .measure = m->id,
                                      .period = period,
                                      .n = row->n,
                                      .digits = m->decimals,
                                      .value = row->is_missing || m->kind == MEASURE_LEVEL ? 0 : row->value,
                                      .state = row->is_missing ? STR("missing") : (struct str){0},
                                      .label = label_of(a, row)};
}

static bool is_same(const struct measure_value_row *now, const struct sql_measure_value_cell_row *was)
{
    return now->value == was->value && now->digits == was->digits && str_eq(now->state, was->state) &&
           str_eq(now->label, was->label);
}

static struct str value_text(const struct intake *in, const struct measure *m, int64_t value, int digits,
                             struct str state, struct str label)
{
    const struct canon *v = NULL;
    struct err unused;
    if (state.n)
        return T(in->lang, "intake.no_value");
    if (label.n && canon_read(label, in->a, &v, &unused) != RC_OK)
        v = NULL;
    struct str number = fixed_group(in->a, fixed_write(in->a, value, digits)),
               item = canon_text(v, STR("item"));
    struct str text =
        m->unit_name.n ? arena_printf(in->a, "%.*s %.*s", STR_ARG(number), STR_ARG(m->unit_name)) : number;
    if (canon_int(v, STR("count"), 1) != 1)
        text = arena_printf(in->a, "%.*s × %" PRId64, STR_ARG(text), canon_int(v, STR("count"), 1));
    if (m->kind == MEASURE_LEVEL)
        return arena_str(in->a, item); /* the label goes with its cell */
    return item.n ? arena_printf(in->a, "%.*s %.*s", STR_ARG(item), STR_ARG(text)) : text;
}

/* "2026-10" as people say it. */
static struct str period_text(struct arena *a, enum lang lang, struct window w)
{
    static const char *const quarter[] = {K("period.q1"), K("period.q2"), K("period.q3"), K("period.q4")};
    int month = w.first % 12;
    struct str arg[] = {arena_printf(a, "%04d", w.first / 12), arena_printf(a, "%d", month + 1)};
    if (w.months == 1)
        return text_fill(a, T(lang, "period.month"), arg, COUNT_OF(arg));
    if (w.months == 3)
        return text_fill(a, text_get(lang, quarter[month / 3]), arg, 1);
    if (w.months == 6)
        return text_fill(a, text_get(lang, month ? K("period.h2") : K("period.h1")), arg, 1);
    return text_fill(a, T(lang, "period.year"), arg, 1);
}

static struct str unit_text(const struct made *made, int unit)
{
    const struct organ *organ = organ_by_id(&made->organs, made->open.organ_id[unit]);
    return organ && organ->short_name.n ? organ->short_name : made->open.scheme->units[unit].name;
}

/* `now` or `was` may be NULL. The name of the difference is made of what is stored, the texts are for people.
 */
static void say(struct intake *in, enum intake_change change, const struct value_row *row,
                const struct measure_value_row *now, const struct sql_measure_value_cell_row *was)
{
    const struct made *made = in->made;
    const struct measure *m = &made->open.scheme->measures[row->measure];
    struct intake_line line = {.change = change, .row = row->row};
    if (change == CHANGE_SAME) {
        intake_line_add(in, line);
        return;
    }
    struct buf means CLEANUP(buf_release) = {0};
    buf_printf(&means, "%.*s %" PRId64 " %d/%d %" PRId64, STR_ARG(m->id), made->open.organ_id[row->unit],
               row->period.first, row->period.months, now ? now->n : was->n);
    if (was)
        buf_printf(&means, " was %" PRId64 "/%" PRId64 " %.*s %.*s", was->value, was->digits,
                   STR_ARG(was->state), STR_ARG(was->label));
    if (now)
        buf_printf(&means, " now %" PRId64 "/%" PRId64 " %.*s %.*s", now->value, now->digits,
                   STR_ARG(now->state), STR_ARG(now->label));
    ASSERT(!means.failed);
    line.means = buf_str(&means);
    if (intake_has_room(in)) {
        line.subject = unit_text(made, row->unit);
        line.field = arena_printf(in->a, "%.*s · %.*s", STR_ARG(m->name),
                                  STR_ARG(period_text(in->a, in->lang, row->period)));
        if (was)
            line.before = value_text(in, m, was->value, (int)was->digits, was->state, was->label);
        if (now)
            line.after = value_text(in, m, now->value, (int)now->digits, now->state, now->label);
    }
    intake_line_add(in, line);
}

static void plan_add(struct plan *plan, struct arena *a, struct step step)
{
    if (plan->n == plan->cap) {
        size_t cap = plan->cap ? 2 * plan->cap : 64;
        struct step *grown = ARENA_ARRAY(a, struct step, cap);
        if (plan->n)
            memcpy(grown, plan->step, plan->n * sizeof *grown);
        plan->step = grown;
        plan->cap = cap;
    }
    plan->step[plan->n++] = step;
}

/* `scratch` goes with each cell. */
static enum rc diff_cell(struct intake *in, struct db *db, struct arena *scratch, const struct value_row *row,
                         size_t n, struct err *err)
{
    struct str period = window_write(scratch, row->period);
    struct sql_measure_value_cell_rows was;
    struct measure_value_row now = stored_form(in, scratch, row, period);
    enum rc rc = sql_measure_value_cell(db, scratch, now.tenant_id, now.scheme_id, now.organ_id, now.measure,
                                        period, &was, err);
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        const struct sql_measure_value_cell_row *old = i < was.n ? &was.row[i] : NULL;
        if (i)
            now = stored_form(in, scratch, &row[i], period);
        if (old && is_same(&now, old)) {
            say(in, CHANGE_SAME, &row[i], &now, old);
            continue;
        }
        bool is_cleared = row[i].is_missing && old && old->state.n == 0;
        say(in, is_cleared ? CHANGE_CLEARED : old ? CHANGE_CHANGED : CHANGE_NEW, &row[i], &now, old);
        plan_add(in->plan, in->a, (struct step){.row = &row[i], .n = now.n});
    }
    for (size_t i = n; i < was.n && rc == RC_OK; i++) { /* beyond those that the table gives for the cell */
        say(in, CHANGE_CLEARED, row, NULL, &was.row[i]);
        plan_add(in->plan, in->a, (struct step){.is_delete = true, .row = row, .n = was.row[i].n});
    }
    arena_reset(scratch);
    return rc;
}

/* What was read before must still be what holds, and every unit must be an organ before anything is written
 * about it. */
static enum rc still_holds(const struct intake *in, struct db *db, struct err *err)
{
    const struct made *made = in->made;
    const struct scheme_record *then = &made->open.record;
    struct sql_results_state_row now;
    bool is_found = false;
    enum rc rc = sql_results_state(db, in->a, in->actor.tenant_id, then->code, 0, &now, &is_found, err);
    if (rc != RC_OK)
        return rc;
    if (!is_found || now.version != then->version || now.adopted_seq != then->adopted_seq)
        return FAIL(err, RC_CONFLICT, "value.scheme_has_changed", "version %" PRId64 " was read",
                    then->version);
    for (size_t i = 0; i < made->reading.rows.n; i++) {
        int unit = made->reading.rows.row[i].unit;
        if (made->open.organ_id[unit] != 0)
            continue;
        (void)FAIL(err, RC_CONFLICT, "value.unit_is_no_organ", "unit %d", unit);
        return err_arg(err, 0, made->open.scheme->units[unit].name);
    }
    return RC_OK;
}

/* The other rows of a cell wait for the one that is not good: they are counted with it. */
static void set_aside(struct intake *in, const struct value_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = intake_row_at(in, row[i].row);
        if (!intake_row_is_good(in, at))
            continue;
        in->row_state[at] = ROW_WARNED;
        in->rows[ROW_GOOD]--;
        in->rows[ROW_WARNED]++;
    }
}

static enum rc values_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *made = in->made;
    const struct value_rows *rows = &made->reading.rows;
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    ASSERT(scratch != NULL);
    in->plan = ARENA_NEW(in->a, struct plan);
    enum rc rc = still_holds(in, db, err);
    for (size_t i = 0, n; i < rows->n && rc == RC_OK; i += n) {
        bool is_good = intake_row_is_good(in, intake_row_at(in, rows->row[i].row));
        for (n = 1; i + n < rows->n && rows->row[i + n].n > 0; n++)
            is_good &= intake_row_is_good(in, intake_row_at(in, rows->row[i + n].row));
        if (is_good)
            rc = diff_cell(in, db, scratch, &rows->row[i], n, err);
        else
            set_aside(in, &rows->row[i], n);
    }
    return rc;
}

/* ---- writing ---- */

static enum rc values_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct made *made = in->made;
    const struct plan *plan = in->plan;
    int64_t import_id = 0;
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    ASSERT(scratch != NULL);
    struct cell cell[TABLE_COLUMNS_MAX];
    enum rc rc = act_seq(act, &import_id, err);
    for (size_t i = 0; i < plan->n && rc == RC_OK; i++) {
        const struct step *step = &plan->step[i];
        struct measure_value_row row =
            stored_form(in, scratch, step->row, window_write(scratch, step->row->period));
        row.n = step->n;
        row.import_id = import_id;
        measure_value_row_cells(&row, cell);
        rc = step->is_delete ? change_delete(&act->changes, &table_measure_value, cell, err)
                             : put_measure_value(act, row, err);
        arena_reset(scratch);
    }
    act->object = arena_printf(act->arena, "scheme/%" PRId64, made->open.record.scheme_id);
    return rc;
}

static enum rc values_record(struct act *act, const struct intake *in, const struct intake_record *record,
                             struct err *err)
{
    const struct made *made = in->made;
    struct value_import_row row = {.import_id = record->import_id,
                                   .scheme_id = made->open.record.scheme_id,
                                   .source = in->given.file_name.n ? STR("file") : STR("pasted"),
                                   .file_name = in->given.file_name,
                                   .file_hash = record->file_hash,
                                   .before_hash = record->before_hash,
                                   .choices_hash = record->choices_hash,
                                   .rows_count = (int64_t)in->table.rows,
                                   .left_out_count = record->left_out,
                                   .new_count = (int64_t)in->change[CHANGE_NEW],
                                   .changed_count = (int64_t)in->change[CHANGE_CHANGED],
                                   .same_count = (int64_t)in->change[CHANGE_SAME],
                                   .cleared_count = (int64_t)in->change[CHANGE_CLEARED],
                                   .at_ms = act->now_ms,
                                   .by_account = act->actor.account_id};
    return put_value_import(act, row, err);
}

enum rc run_value_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_VALUES, input, err);
}

/* ---- the template ---- */

/* The period as people write it; the month of today when none was given. */
static enum rc template_period(struct intake *in, const struct scheme *s, struct window *ret, struct err *err)
{
    int month = (int)(in->day / 10000 * 12 + in->day / 100 % 100 - 1);
    struct str named = in->given.period, period;
    if (named.n == 0) {
        *ret = window_of(PERIOD_MONTH, month);
        return RC_OK;
    }
    if (cell_period(in->a, cell_plain(in->a, named), s->year ? s->year : month / 12, &period))
        return window_read(period, ret, err);
    (void)FAIL(err, RC_INVALID, "value.period_unreadable", "%zu bytes", named.n);
    return err_arg(err, 0, named);
}

static enum rc values_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct scheme_open open;
    struct organ_book organs;
    struct value_rows stored;
    struct value_owner owner;
    struct value_sheets sheets;
    struct value_template wish = {.open = &open, .organs = &organs, .stored = &stored, .lang = in->lang};
    enum rc rc = scheme_open_load(db, in->a, in->actor.tenant_id, in->given.scheme_code, 0, &open, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &organs, err);
    if (rc == RC_OK)
        rc = value_stored_load(db, in->a, in->actor.tenant_id, &open, &stored, err);
    if (rc == RC_OK)
        rc = template_period(in, open.scheme, &wish.period, err);
    if (rc != RC_OK)
        return rc;
    if (in->actor.role == ROLE_LIAISON) {
        const struct organ *own = organ_by_id(&organs, in->actor.organ_id);
        owner = value_owner_of(in->a, open.scheme, &organs, open.organ_id, in->actor.organ_id);
        wish.owner = &owner;
        wish.who = own ? own->short_name : (struct str){0};
    }
    rc = value_template_sheets(in->a, &wish, &sheets, err);
    if (rc != RC_OK)
        return rc;
    in->given.file_name = sheets.file_name;
    return sheets_write(sheets.sheet, sheets.sheets, out, err);
}

/* ---- taking back ---- */

static struct str values_row_name(struct db *db, struct arena *a, const struct table_def *t,
                                  const struct cell *cell)
{
    struct measure_value_row row;
    struct organ_book organs;
    struct sql_scheme_code_row code;
    struct scheme_open open;
    struct err unused;
    bool is_found;
    if (t != &table_measure_value)
        return (struct str){0};
    measure_value_row_read(cell, &row);
    struct str organ = {0}, measure = row.measure;
    if (organ_book_load(db, a, row.tenant_id, DATE_DAY_MAX, &organs, &unused) == RC_OK) {
        const struct organ *found = organ_by_id(&organs, row.organ_id);
        organ = found ? found->short_name : organ;
    }
    if (sql_scheme_code(db, a, row.tenant_id, row.scheme_id, &code, &is_found, &unused) == RC_OK &&
        is_found && scheme_open_load(db, a, row.tenant_id, code.code, 0, &open, &unused) == RC_OK) {
        int m = scheme_measure_find(open.scheme, row.measure);
        measure = m >= 0 ? open.scheme->measures[m].name : measure;
    }
    return arena_printf(a, "%.*s · %.*s · %.*s", STR_ARG(organ), STR_ARG(measure), STR_ARG(row.period));
}

const struct intake_kind INTAKE_VALUES = {.code = STR_INIT("values"),
                                          .title = K("intake.values"),
                                          .lead = K("intake.values_lead"),
                                          .act = &act_value_import,
                                          .undo = &act_import_undo,
                                          .needs_scheme = true,
                                          .read = values_read,
                                          .diff = values_diff,
                                          .write = values_write,
                                          .record = values_record,
                                          .template = values_template,
                                          .row_name = values_row_name};
