/* People in posts. Whoever sits in a post of a unit already, by that name, is the same person; a telephone
 * number that differs replaces the old one; everybody else is appointed. Nobody is dismissed by a table.
 *
 * A liaison hands in people of the own unit alone, as one may appoint them on its page.
 *
 * Names and numbers are read back from the vault to be compared, and leave it masked: in the difference, in
 * problems, everywhere. The draft is sealed, the file is no evidence, and the entry holds commitments. */
#include "domain/intake_records.h"

#include <inttypes.h>

#include "domain/put.h"
#include "gen/sql.h"
#include "text/text.h"

#define ROWS_MAX 2000

enum { UNIT, POST, NAME, PHONE, FROM, COLUMNS };

static const struct str ALSO_UNIT[] = {STR_INIT("单位名称"), STR_INIT("部门"), STR_INIT("所在单位"),
                                       STR_INIT("unit")};
static const struct str ALSO_POST[] = {STR_INIT("职务"), STR_INIT("岗位名称"), STR_INIT("post")};
static const struct str ALSO_NAME[] = {STR_INIT("联络员姓名"), STR_INIT("name")};
static const struct str ALSO_PHONE[] = {STR_INIT("手机"), STR_INIT("手机号"), STR_INIT("联系电话"),
                                        STR_INIT("联系方式"), STR_INIT("phone")};
static const struct str ALSO_FROM[] = {STR_INIT("任职日期"), STR_INIT("起始日期"), STR_INIT("from")};
#define HEADS(list) .also = (list), .alsos = COUNT_OF(list)

static const struct record_column COLUMN[COLUMNS] = {
    [UNIT] = {.name = STR_INIT("单位"), HEADS(ALSO_UNIT), .type = RECORD_TEXT, .is_required = true},
    [POST] = {.name = STR_INIT("岗位"), HEADS(ALSO_POST), .type = RECORD_TEXT, .is_required = true},
    [NAME] = {.name = STR_INIT("姓名"), HEADS(ALSO_NAME), .type = RECORD_TEXT, .is_required = true},
    [PHONE] = {.name = STR_INIT("电话"), HEADS(ALSO_PHONE), .type = RECORD_CODE, .chars_max = 40},
    [FROM] = {.name = STR_INIT("起始日"), HEADS(ALSO_FROM), .type = RECORD_DAY},
};
static const struct str IGNORED[] = {STR_INIT("序号")};
static const struct record_form FORM = {COLUMN, COLUMNS, IGNORED, COUNT_OF(IGNORED)};

struct line {
    int64_t organ_id;
    struct str unit, post, name, phone;
    int64_t from_day; /* 0: today */
};
struct made {
    struct records r;
    struct line *line;
};

/* Somebody who is there: in clear, inside this file alone. */
struct sitting {
    int64_t organ_id, person_id;
    struct str post, name, phone;
};
struct sittings {
    struct sitting *one;
    size_t n, cap;
};

struct step {
    const struct line *line;
    int64_t person_id; /* 0: is appointed; else the number is another */
};
struct plan {
    struct step *step;
    size_t steps;
};

/* ---- who is there ---- */

static enum rc field_of(const struct intake *in, struct db *db, const struct sql_organ_people_row *row,
                        struct str field, struct str *ret, struct err *err)
{
    struct person_row person = {.tenant_id = in->actor.tenant_id,
                                .person_id = row->person_id,
                                .name_commit = row->name_commit,
                                .phone_commit = row->phone_commit};
    struct cell cell[TABLE_COLUMNS_MAX];
    person_row_cells(&person, cell);
    enum rc rc =
        change_private_read(ledger_vault(in->ledger), db, in->a, &table_person, cell, field, ret, err);
    if (rc != RC_NOT_FOUND)
        return rc;
    *ret = (struct str){0}; /* erased */
    return RC_OK;
}

static void sittings_reserve(struct arena *a, struct sittings *all, size_t n)
{
    if (n <= all->cap - all->n)
        return;
    size_t cap = 2 * (all->n + n);
    struct sitting *grown = ARENA_ARRAY(a, struct sitting, cap);
    if (all->n)
        memcpy(grown, all->one, all->n * sizeof *grown);
    all->one = grown;
    all->cap = cap;
}

static enum rc load_unit(const struct intake *in, struct db *db, int64_t organ_id, struct sittings *all,
                         struct err *err)
{
    struct sql_organ_people_rows rows = {0};
    enum rc rc = sql_organ_people(db, in->a, in->actor.tenant_id, organ_id, &rows, err);
    sittings_reserve(in->a, all, rows.n);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        const struct sql_organ_people_row *row = &rows.row[i];
        struct sitting s = {.organ_id = organ_id, .person_id = row->person_id, .post = row->title};
        if (row->to_day != DAY_OPEN && row->to_day < in->day)
            continue;
        rc = field_of(in, db, row, STR("name"), &s.name, err);
        if (rc == RC_OK)
            rc = field_of(in, db, row, STR("phone"), &s.phone, err);
        if (rc == RC_OK)
            all->one[all->n++] = s;
    }
    return rc;
}

/* The people of the units that the table speaks of. */
static enum rc load_sittings(const struct intake *in, struct db *db, struct sittings *all, struct err *err)
{
    const struct made *m = in->made;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++) {
        bool is_loaded = m->line[i].organ_id == 0;
        for (size_t k = 0; k < i; k++)
            is_loaded |= m->line[k].organ_id == m->line[i].organ_id;
        if (!is_loaded)
            rc = load_unit(in, db, m->line[i].organ_id, all, err);
    }
    return rc;
}

static const struct sitting *find_sitting(const struct sittings *all, const struct line *l)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->one[i].organ_id == l->organ_id && str_eq(all->one[i].post, l->post) &&
            str_eq(all->one[i].name, l->name))
            return &all->one[i];
    return NULL;
}

/* ---- reading ---- */

/* What stands in a cell of names or numbers is shown to nobody, not even as "what you wrote". */
static void mask_problems(struct intake *in, const struct records *r)
{
    for (size_t i = 0; i < in->problems->n; i++) {
        struct problem *p = &in->problems->item[i];
        if (p->column == 0 || (p->column != r->at[NAME] && p->column != r->at[PHONE]) ||
            p->line <= in->table.head.number)
            continue;
        struct str masked =
            p->column == r->at[NAME] ? person_mask_name(in->a, p->value) : person_mask_phone(in->a, p->value);
        for (size_t k = 0; k < COUNT_OF(p->arg); k++)
            if (p->value.n && str_eq(p->arg[k], p->value))
                p->arg[k] = masked;
        if (p->value.n)
            p->value = masked;
    }
}

static bool is_phone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++)
        digits += s.p[i] >= '0' && s.p[i] <= '9';
    return digits >= 3;
}

static bool is_of(const struct actor *actor, int64_t organ_id)
{
    return actor->role != ROLE_LIAISON || (actor->organ_id && actor->organ_id == organ_id);
}

static void read_line(struct intake *in, struct made *m, const struct intake_units *units, size_t row)
{
    const struct organ *unit = intake_unit_of(in, &m->r, units, row, UNIT);
    if (unit && !is_of(&in->actor, unit->organ_id)) { /* nothing of it is looked up, either */
        (void)intake_fault(in, &m->r, row, UNIT, K("people.other_unit"), K("people.other_unit_hint"));
        unit = NULL;
    }
    struct line *l = &m->line[row];
    *l = (struct line){.organ_id = unit ? unit->organ_id : 0,
                       .unit = unit ? unit->short_name : (struct str){0},
                       .post = records_cell(&m->r, row, POST)->text,
                       .name = records_cell(&m->r, row, NAME)->text,
                       .phone = records_cell(&m->r, row, PHONE)->text,
                       .from_day = records_cell(&m->r, row, FROM)->n};
    if (l->phone.n && !is_phone(l->phone))
        (void)intake_fault(in, &m->r, row, PHONE, K("people.phone_wrong"), K("people.phone_wrong_hint"));
    if (l->from_day > in->day)
        (void)intake_fault(in, &m->r, row, FROM, K("organs.day_to_come"), K("organs.day_to_come_hint"));
}

static void check_same(struct intake *in, struct made *m)
{
    struct intake_key *key = ARENA_ARRAY(in->a, struct intake_key, m->r.rows);
    size_t n = 0;
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct line *l = &m->line[i];
        if (l->organ_id && l->post.n && l->name.n)
            key[n++] = (struct intake_key){arena_printf(in->a, "%" PRId64 "\n%.*s\n%.*s", l->organ_id,
                                                        STR_ARG(l->post), STR_ARG(l->name)),
                                           i, NAME};
    }
    intake_keys_differ(in, &m->r, key, n, K("people.same_row"), K("people.same_row_hint"));
}

/* A post may have several people; but perhaps one of them has left. */
static void check_posts(struct intake *in, struct made *m, const struct sittings *all)
{
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct line *l = &m->line[i];
        if (l->organ_id == 0 || find_sitting(all, l))
            continue;
        for (size_t k = 0; k < all->n; k++)
            if (all->one[k].organ_id == l->organ_id && str_eq(all->one[k].post, l->post)) {
                struct problem *item = intake_remark(in, &m->r, i, POST, K("people.post_is_held"),
                                                     K("people.post_is_held_hint"));
                problem_arg(in->problems, item, 1, person_mask_name(in->a, all->one[k].name));
                break;
            }
    }
}

static enum rc people_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *m = ARENA_NEW(in->a, struct made);
    struct sittings all = {0};
    struct organ_book book;
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc != RC_OK)
        return rc;
    struct intake_units units = intake_units_make(in->a, &book);
    intake_records_read(in, &FORM, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct line, m->r.rows + 1);
    in->made = m;
    for (size_t i = 0; i < m->r.rows; i++)
        read_line(in, m, &units, i);
    check_same(in, m);
    rc = load_sittings(in, db, &all, err);
    if (rc == RC_OK)
        check_posts(in, m, &all);
    mask_problems(in, &m->r);
    return rc;
}

/* ---- the difference ---- */

static void compare_line(struct intake *in, const struct sittings *all, struct plan *plan, size_t row)
{
    const struct made *m = in->made;
    const struct line *l = &m->line[row];
    const struct sitting *was = find_sitting(all, l);
    struct intake_line line = {.change = was ? CHANGE_SAME : CHANGE_NEW,
                               .row = in->table.row[row].number,
                               .subject = l->unit,
                               .field = l->post};
    struct str name = person_mask_name(in->a, l->name);
    if (was && l->phone.n && !str_eq(l->phone, was->phone)) {
        line.change = CHANGE_CHANGED;
        line.field = arena_printf(in->a, "%.*s · %.*s", STR_ARG(l->post), STR_ARG(name));
        line.before = person_mask_phone(in->a, was->phone);
        line.after = person_mask_phone(in->a, l->phone);
    } else if (!was) {
        line.after = l->phone.n ? arena_printf(in->a, "%.*s · %.*s", STR_ARG(name),
                                               STR_ARG(person_mask_phone(in->a, l->phone)))
                                : name;
    }
    if (line.change != CHANGE_SAME)
        plan->step[plan->steps++] = (struct step){l, was ? was->person_id : 0};
    intake_line_add(in, line);
}

static enum rc people_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *m = in->made;
    struct plan *plan = ARENA_NEW(in->a, struct plan);
    struct sittings all = {0};
    struct organ_book book;
    in->plan = plan;
    plan->step = ARENA_ARRAY(in->a, struct step, m->r.rows + 1);
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc == RC_OK)
        rc = load_sittings(in, db, &all, err);
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++)
        if (intake_row_is_good(in, i) && organ_by_id(&book, m->line[i].organ_id))
            compare_line(in, &all, plan, i);
    return rc;
}

/* ---- writing ---- */

static enum rc set_phone(struct act *act, int64_t person_id, struct str phone, struct err *err)
{
    struct sql_person_row_row row;
    bool is_found;
    enum rc rc = sql_person_row(act->db, act->arena, act->actor.tenant_id, person_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        rc = FAIL(err, RC_NOT_FOUND, "organ.person_not_found", "person %" PRId64, person_id);
    if (rc != RC_OK)
        return rc;
    struct person_row person = {.tenant_id = act->actor.tenant_id,
                                .person_id = person_id,
                                .name_commit = row.name_commit,
                                .phone_commit = row.phone_commit,
                                .from_day = row.from_day};
    struct cell cell[TABLE_COLUMNS_MAX];
    person_row_cells(&person, cell);
    rc = change_private(&act->changes, &table_person, cell, STR("phone"), person_id, phone, err);
    return rc == RC_OK ? change_put(&act->changes, &table_person, cell, err) : rc;
}

static enum rc people_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct plan *plan = in->plan;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct line *l = plan->step[i].line;
        struct person_appoint one = {.organ_id = l->organ_id,
                                     .from_day = l->from_day ? l->from_day : act->day,
                                     .post_title = l->post,
                                     .name = l->name,
                                     .phone = l->phone};
        int64_t id;
        if (!is_of(&act->actor, l->organ_id))
            return FAIL(err, RC_DENIED, "people.other_unit", "organ %" PRId64, l->organ_id);
        rc = plan->step[i].person_id ? set_phone(act, plan->step[i].person_id, l->phone, err)
                                     : person_add(act, &one, &id, err);
    }
    return rc;
}

/* ---- the rest ---- */

static void choose_units(struct intake *in, const struct organ_book *book, struct intake_help *help)
{
    const struct organ *own = organ_by_id(book, in->actor.organ_id);
    struct organ_book one = {.organ = own, .n = 1};
    bool is_own = in->actor.role == ROLE_LIAISON && own;
    intake_units_choice(in->a, is_own ? &one : book, help);
    if (is_own)
        help->example = own->short_name;
}

static enum rc people_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct organ_book book;
    struct intake_help help[COLUMNS] = {
        [UNIT] = {K("people.say_unit"), STR("市住建局"), NULL, 0},
        [POST] = {K("people.say_post"), STR("联络员"), NULL, 0},
        [NAME] = {K("people.say_name"), STR("张某某"), NULL, 0},
        [PHONE] = {K("people.say_phone"), STR("100-0000-0000"), NULL, 0},
        [FROM] = {K("people.say_from"), STR("2026-11-01"), NULL, 0},
    };
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc == RC_OK)
        choose_units(in, &book, &help[UNIT]);
    return rc == RC_OK ? intake_records_template(in, &FORM, help, out, err) : rc;
}

/* Whoever is taken back was never there: what the vault holds of them goes. */
static enum rc people_may_undo(struct act *act, int64_t import_id, struct err *err)
{
    const struct cell *cell;
    size_t n;
    enum rc rc = intake_rows_made(act, import_id, &table_person, &cell, &n, err);
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct person_row person;
        struct sql_person_posts_row posts;
        person_row_read(&cell[i * TABLE_COLUMNS_MAX], &person);
        rc = sql_person_posts(act->db, act->arena, act->actor.tenant_id, person.person_id, &posts, err);
        if (rc == RC_OK && posts.posts > 1)
            return FAIL(err, RC_CONFLICT, "people.has_moved_on", "person %" PRId64, person.person_id);
        if (rc == RC_OK)
            rc = vault_erase_person(ledger_vault(act->ledger), act->db, act->arena, person.person_id, err);
    }
    return rc;
}

enum rc run_person_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_PEOPLE, input, err);
}

const struct intake_kind INTAKE_PEOPLE = {
    .code = STR_INIT("people"),
    .title = K("people.kind"),
    .lead = K("people.lead"),
    .act = &act_person_import,
    .undo = &act_import_undo,
    .has_private = true,
    .read = people_read,
    .diff = people_diff,
    .write = people_write,
    .template = people_template,
    .may_undo = people_may_undo,
};
