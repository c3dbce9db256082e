/* Open matters of any register (domain/register_table.h says its columns): what a city kept in spreadsheets
 * until now. Each row becomes a record as of its own day and in its own state (domain/record_take.h); rows of
 * matters that are there already, in this table or in the register, are asked about. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "domain/day_words.h"
#include "domain/put.h"
#include "domain/record_engine.h"
#include "domain/record_link.h"
#include "domain/record_take.h"
#include "domain/register_table.h"
#include "gen/sql.h"

#define ROWS_MAX 5000
#define WORDS_MAX 30 /* for states that nobody knows, that are asked about */

struct line {
    struct record_input *value;
    size_t values;
    int state; /* −1: unknown */
    int64_t opened, since, lead_id;
    struct str title, lead, number;
};
struct made {
    struct register_table t;
    struct records r;
    struct line *line;
};
struct plan {
    size_t *row;
    size_t n;
};

struct reading {
    struct intake *in;
    struct made *m;
    struct db *db;
    struct organ_book organs;
    struct intake_units units;
    const struct intake_choice *choice; /* the states that a table may say */
    size_t choices, words;
    struct problems *said; /* of one field at a time: the list is large */
    bool is_state[PROCEDURE_STATES_MAX];
};

/* ---- states ---- */

static void find_states(struct reading *x)
{
    const struct procedure *p = x->m->t.procedure;
    struct intake_choice *choice = ARENA_ARRAY(x->in->a, struct intake_choice, p->states + 1);
    int way[PROCEDURE_STATES_MAX];
    size_t steps;
    for (size_t i = 0; i < p->states; i++) {
        x->is_state[i] = record_take_way(p, x->m->t.opening, (int)i, way, &steps);
        if (x->is_state[i])
            choice[x->choices++] = (struct intake_choice){
                .value = p->state[i].id, .zh = p->state[i].title.zh, .en = p->state[i].title.en};
    }
    x->choice = choice;
}

static int state_of(struct reading *x, struct str text)
{
    const struct procedure *p = x->m->t.procedure;
    struct arena *a = x->in->a;
    struct str plain = cell_plain(a, text);
    for (size_t i = 0; i < p->states; i++)
        if (x->is_state[i] &&
            (str_eq(plain, cell_plain(a, p->state[i].title.zh)) || str_eq(plain, p->state[i].id) ||
             (p->state[i].title.en.n && str_eq(plain, cell_plain(a, p->state[i].title.en)))))
            return (int)i;
    return -1;
}

/* 在办 of somebody's table: asked once for the whole table. */
static int state_asked(struct reading *x, struct str text, int column)
{
    struct intake *in = x->in;
    struct str id = arena_printf(in->a, "state-%.12s", hash_hex(in->a, hash_of(cell_plain(in->a, text))).p);
    const struct intake_question *q = NULL;
    for (size_t i = 0; i < in->questions && !q; i++)
        if (str_eq(in->question[i].id, id))
            q = &in->question[i];
    if (!q && x->words == WORDS_MAX)
        return -1;
    if (!q) {
        struct intake_question *asked =
            intake_question_add(in, id, column, K("take.which_state"), x->choice, x->choices);
        asked->arg[0] = text;
        x->words++;
        q = asked;
    }
    return q->answer.n ? procedure_state_find(x->m->t.procedure, q->answer) : -1;
}

static void read_state(struct reading *x, size_t row)
{
    const struct register_table *t = &x->m->t;
    const struct record_cell *cell = records_cell(&x->m->r, row, t->state);
    struct line *l = &x->m->line[row];
    l->state = -1;
    if (!cell->is_given)
        return;
    l->state = state_of(x, cell->text);
    if (l->state >= 0)
        return;
    l->state = state_asked(x, cell->text, x->m->r.at[t->state]);
    if (l->state < 0 && x->words == WORDS_MAX)
        (void)intake_fault(x->in, &x->m->r, row, t->state, K("take.no_such_state"),
                           K("take.no_such_state_hint"));
}

/* ---- days ---- */

static int64_t read_day(struct reading *x, size_t row, size_t column)
{
    const struct record_cell *cell = records_cell(&x->m->r, row, column);
    int64_t day = 0;
    if (!cell->is_given)
        return 0;
    if (!day_words_read(x->in->a, cell->text, x->in->day, &day)) {
        (void)intake_fault(x->in, &x->m->r, row, column, K("record.not_a_day"), K("record.not_a_day_hint"));
        return 0;
    }
    if (day <= x->in->day)
        return day;
    (void)intake_fault(x->in, &x->m->r, row, column, K("take.day_to_come"), K("take.day_to_come_hint"));
    return 0;
}

static void read_days(struct reading *x, size_t row)
{
    const struct register_table *t = &x->m->t;
    struct line *l = &x->m->line[row];
    l->opened = read_day(x, row, t->opened);
    l->since = read_day(x, row, t->since);
    if (l->opened && l->since && l->since < l->opened)
        (void)intake_fault(x->in, &x->m->r, row, t->since, K("take.since_before"),
                           K("take.since_before_hint"));
    if (l->since == 0 && l->state >= 0)
        l->since = t->procedure->state[l->state].is_closed ? x->in->day : l->opened;
}

/* ---- fields ---- */

static void pass_on(struct reading *x, const struct problems *said, size_t row, size_t column)
{
    for (size_t i = 0; i < said->n; i++) {
        const struct problem *from = &said->item[i];
        struct problem *item = intake_fault(x->in, &x->m->r, row, column, from->text, from->hint);
        for (size_t k = 0; k < COUNT_OF(from->arg); k++)
            problem_arg(x->in->problems, item, k, from->arg[k]);
        if (from->suggest.n && item->column > 0)
            problem_suggest(x->in->problems, item, from->suggest);
    }
}

static bool read_link(struct reading *x, size_t row, size_t column, struct record_input *value, enum rc *rc,
                      struct err *err)
{
    struct record_name name;
    bool is_there = false;
    struct record_item *item = ARENA_NEW(x->in->a, struct record_item);
    if (value->n == 0 || value->item[0].number)
        return true;
    *rc = record_name_by_code(x->db, x->in->a, x->in->actor.tenant_id, value->item[0].text, &name, &is_there,
                              err);
    if (*rc == RC_OK && !is_there)
        (void)intake_fault(x->in, &x->m->r, row, column, K("take.no_such_record"),
                           K("take.no_such_record_hint"));
    if (!is_there)
        return false;
    item->number = name.record_id;
    value->item = item;
    return true;
}

static enum rc read_field(struct reading *x, size_t row, size_t column, struct err *err)
{
    const struct procedure *p = x->m->t.procedure;
    int field = x->m->t.field[column];
    struct line *l = &x->m->line[row];
    struct str text = records_cell(&x->m->r, row, column)->text;
    struct record_input value = {0};
    struct problems *said = x->said;
    bool is_good = true;
    enum rc rc = RC_OK;
    problems_clear(said);
    if (p->field[field].kind == FIELD_ORGAN) {
        const struct organ *unit = intake_unit_of(x->in, &x->m->r, &x->units, row, column);
        struct record_item *item = ARENA_NEW(x->in->a, struct record_item);
        item->number = unit ? unit->organ_id : 0;
        value = (struct record_input){p->field[field].id, item, 1};
        is_good = unit != NULL;
        if (unit && field == p->lead) {
            l->lead = unit->short_name;
            l->lead_id = unit->organ_id;
        }
    } else {
        if (p->field[field].kind == FIELD_ORGANS)
            text = register_unit_lines(x->in->a, text);
        is_good = record_input_read(x->in->a, p, field, &text, 1, &x->organs, x->in->day, &value, said);
        pass_on(x, said, row, column);
    }
    if (is_good && p->field[field].kind == FIELD_LINK)
        is_good = read_link(x, row, column, &value, &rc, err);
    if (is_good && value.n)
        l->value[l->values++] = value;
    return rc;
}

static enum rc read_line(struct reading *x, size_t row, struct err *err)
{
    const struct register_table *t = &x->m->t;
    struct line *l = &x->m->line[row];
    enum rc rc = RC_OK;
    l->value = ARENA_ARRAY(x->in->a, struct record_input, t->form.columns + 1);
    read_state(x, row);
    read_days(x, row);
    l->number = records_cell(&x->m->r, row, t->number)->text;
    for (size_t c = 0; c < t->form.columns && rc == RC_OK; c++) {
        const struct record_cell *cell = records_cell(&x->m->r, row, c);
        if (t->field[c] < 0 || !cell->is_given)
            continue;
        if (t->field[c] == t->procedure->name)
            l->title = cell->text;
        rc = read_field(x, row, c, err);
    }
    return rc;
}

/* ---- what is there already ---- */

struct known {
    struct str key, code; /* code n = 0: of the table */
    size_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    int c = str_cmp(x->key, y->key);
    if (c == 0 && (x->code.n > 0) != (y->code.n > 0))
        return x->code.n ? -1 : 1;
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

static struct str known_key(struct arena *a, int64_t lead_id, struct str title)
{
    return arena_printf(a, "%" PRId64 "\n%.*s", lead_id, STR_ARG(cell_plain(a, title)));
}

static void warn_of(struct reading *x, const struct known *first, const struct known *again)
{
    const struct register_table *t = &x->m->t;
    size_t name = 0;
    while (t->field[name] != t->procedure->name)
        name++;
    struct problem *item = intake_warning(x->in, &x->m->r, again->row, name,
                                          first->code.n ? K("take.is_there") : K("take.twice"),
                                          first->code.n ? K("take.is_there_hint") : K("take.twice_hint"));
    problem_arg(x->in->problems, item, 1,
                first->code.n ? first->code
                              : arena_printf(x->in->a, "%d", x->in->table.row[first->row].number));
}

static enum rc find_known(struct reading *x, struct err *err)
{
    struct sql_record_titles_rows rows;
    struct intake *in = x->in;
    enum rc rc = sql_record_titles(x->db, in->a, in->actor.tenant_id, x->m->t.procedure->id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct known *all = ARENA_ARRAY(in->a, struct known, rows.n + x->m->r.rows + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        all[n++] =
            (struct known){known_key(in->a, rows.row[i].lead_id, rows.row[i].title), rows.row[i].code, 0};
    for (size_t i = 0; i < x->m->r.rows; i++)
        if (x->m->line[i].title.n)
            all[n++] = (struct known){known_key(in->a, x->m->line[i].lead_id, x->m->line[i].title),
                                      (struct str){0}, i};
    if (n)
        qsort(all, n, sizeof *all, by_key);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (!str_eq(all[i].key, all[first].key))
            first = i;
        else if (all[i].code.n == 0)
            warn_of(x, &all[first], &all[i]);
    }
    return RC_OK;
}

/* ---- the whole table ---- */

static enum rc table_of(struct intake *in, struct db *db, struct register_table *ret, struct err *err)
{
    const struct procedure *p;
    int64_t version;
    ASSERT(in->procedures != NULL);
    if (in->given.scheme_code.n == 0)
        return FAIL(err, RC_INVALID, "take.which_register", "no procedure");
    enum rc rc = procedure_get(in->procedures, db, in->given.scheme_code, 0, &p, &version, err);
    int opening = rc == RC_OK ? record_take_opening(p, in->actor.role) : -1;
    if (rc == RC_OK && opening < 0) {
        (void)FAIL(err, RC_DENIED, "take.not_yours", "%.*s", STR_ARG(p->id));
        return err_arg(err, 0, p->title.zh);
    }
    if (rc == RC_OK)
        *ret = register_table_of(in->a, p, version, opening);
    return rc;
}

static enum rc register_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *m = ARENA_NEW(in->a, struct made);
    struct reading x = {.in = in, .m = m, .db = db};
    enum rc rc = table_of(in, db, &m->t, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &x.organs, err);
    if (rc != RC_OK)
        return rc;
    x.said = ARENA_NEW(in->a, struct problems);
    x.said->arena = in->a;
    x.units = intake_units_make(in->a, &x.organs);
    find_states(&x);
    intake_records_read(in, &m->t.form, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct line, m->r.rows + 1);
    in->made = m;
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++)
        rc = read_line(&x, i, err);
    return rc == RC_OK ? find_known(&x, err) : rc;
}

/* ---- the difference ---- */

/* The whole row as it stands, and what was made of its state and days: a line says only some of it. */
static struct str meaning(struct intake *in, const struct procedure *p, const struct line *l, size_t row)
{
    struct buf out CLEANUP(buf_release) = {0};
    buf_printf(&out, "%.*s %.*s %" PRId64 " %" PRId64, STR_ARG(p->id), STR_ARG(p->state[l->state].id),
               l->opened, l->since);
    for (size_t i = 0; i < in->table.cols; i++) {
        buf_putc(&out, '\n');
        buf_put(&out, intake_cell(in, row, i));
    }
    return hash_hex(in->a, hash_of(buf_str(&out)));
}

static enum rc register_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *m = in->made;
    const struct procedure *p = m->t.procedure;
    struct plan *plan = ARENA_NEW(in->a, struct plan);
    const struct procedure *now;
    int64_t version;
    in->plan = plan;
    plan->row = ARENA_ARRAY(in->a, size_t, m->r.rows + 1);
    enum rc rc = procedure_get(in->procedures, db, p->id, 0, &now, &version, err);
    if (rc == RC_OK && version != m->t.version)
        return FAIL(err, RC_CONFLICT, "intake.changed_since", "version %" PRId64, version);
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++) {
        const struct line *l = &m->line[i];
        if (!intake_row_is_good(in, i) || l->state < 0)
            continue;
        plan->row[plan->n++] = i;
        struct str state = bilingual_text(p->state[l->state].title, in->lang);
        intake_line_add(in, (struct intake_line){.change = CHANGE_NEW,
                                                 .row = in->table.row[i].number,
                                                 .subject = l->lead,
                                                 .field = l->title,
                                                 .after = arena_printf(in->a, "%.*s · %.*s", STR_ARG(state),
                                                                       STR_ARG(day_text(in->a, l->opened))),
                                                 .means = meaning(in, p, l, i)});
    }
    return rc;
}

/* ---- writing ---- */

static int64_t midnight(int64_t day)
{
    return date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 0, 0);
}

static enum rc register_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct made *m = in->made;
    const struct plan *plan = in->plan;
    struct record_run run;
    enum rc rc = record_begin(&run, act, in->procedures, 0, NULL, err);
    for (size_t i = 0; i < plan->n && rc == RC_OK; i++) {
        const struct line *l = &m->line[plan->row[i]];
        struct record_taken from = {.procedure = m->t.procedure,
                                    .version = m->t.version,
                                    .opening = m->t.opening,
                                    .state = l->state,
                                    .value = l->value,
                                    .values = l->values,
                                    .opened_ms = midnight(l->opened),
                                    .since_ms = midnight(l->since),
                                    .file_name = in->given.file_name,
                                    .row = in->table.row[plan->row[i]].number,
                                    .own_number = l->number};
        rc = record_take(&run, &from, err);
    }
    return rc;
}

/* ---- the rest ---- */

static enum rc register_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct register_table t;
    struct organ_book organs;
    enum rc rc = table_of(in, db, &t, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &organs, err);
    if (rc != RC_OK)
        return rc;
    t.form.columns = t.offered;
    in->given.file_name = arena_printf(in->a, "%.*s.xlsx", STR_ARG(t.procedure->title.zh));
    return intake_records_template(in, &t.form, register_table_help(in->a, &t, &organs), out, err);
}

/* What lies beside the rows goes with them; a record that another one names stays. */
static enum rc take_away(struct act *act, int64_t record_id, struct str code, struct err *err)
{
    struct record_names linked;
    int64_t tenant = act->actor.tenant_id;
    enum rc rc = record_names_linked(act->db, act->arena, tenant, record_id, &linked, err);
    if (rc == RC_OK && linked.n) {
        (void)FAIL(err, RC_CONFLICT, "take.rests_on_it", "record %" PRId64, record_id);
        (void)err_arg(err, 0, code);
        return err_arg(err, 1, linked.row[0].code);
    }
    if (rc == RC_OK)
        rc = sql_record_tie_clear(act->db, act->arena, tenant, record_id, err);
    if (rc == RC_OK)
        rc = sql_record_due_clear(act->db, act->arena, tenant, record_id, err);
    if (rc == RC_OK)
        rc = sql_record_light_drop(act->db, act->arena, tenant, record_id, err);
    return rc == RC_OK ? search_drop(act, arena_printf(act->arena, "record/%" PRId64, record_id), err) : rc;
}

static enum rc register_may_undo(struct act *act, int64_t import_id, struct err *err)
{
    struct sql_record_taken_by_rows rows;
    enum rc rc = sql_record_taken_by(act->db, act->arena, act->actor.tenant_id, import_id, &rows, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        rc = take_away(act, rows.row[i].record_id, rows.row[i].code, err);
    return rc;
}

static struct str register_row_name(struct db *db, struct arena *a, const struct table_def *t,
                                    const struct cell *row)
{
    struct record_row record;
    (void)db;
    if (t != &table_record)
        return (struct str){0};
    record_row_read(row, &record);
    return arena_printf(a, "%.*s %.*s", STR_ARG(record.code), STR_ARG(record.title));
}

enum rc run_record_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_REGISTER, input, err);
}

enum rc run_record_import_undo(struct act *act, const void *input, struct err *err)
{
    return import_undo_run(act, input, err);
}

const struct intake_kind INTAKE_REGISTER = {
    .code = STR_INIT("records"),
    .title = K("take.kind"),
    .lead = K("take.lead"),
    .act = &act_record_import,
    .undo = &act_record_import_undo,
    .needs_procedure = true,
    .read = register_read,
    .diff = register_diff,
    .write = register_write,
    .template = register_template,
    .may_undo = register_may_undo,
    .row_name = register_row_name,
};
