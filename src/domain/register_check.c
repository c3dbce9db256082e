/* One statement for each register and kind, by its index of open records; figures are counted from the rows
 * that lists show, never asked for apart. */
#include "domain/register_check.h"

#include "base/date.h"
#include "base/key.h"
#include "domain/fact_reader.h"
#include "domain/record_engine.h"
#include "gen/sql.h"
#include "procedure/coverage.h"

#define SUPERVISORS (BIT(SUPERVISION_OFFICE) | BIT(EFFICIENCY_OFFICE))

const char *const CHECK_NAMES[CHECK__COUNT] = {"owner", "orphan", "supervision", "unit", "calendar",
                                               "rule",  "fact",   "mechanism",   "tick"};

struct checking {
    struct db *db;
    struct arena *a;
    const struct register_check *ask;
    int64_t tenant, day;
    struct procedure_versions all;
    struct check_finding *row;
    size_t room;
    struct register_checks *ret;
    struct err *err;
};

static struct bilingual plain(struct str s) { return (struct bilingual){.zh = s}; }

static struct check_finding *find(struct checking *c, enum check_kind kind, const char *text)
{
    if (c->ret->n == c->room) {
        size_t room = c->room ? c->room * 2 : 64;
        struct check_finding *more = ARENA_ARRAY(c->a, struct check_finding, room);
        if (c->ret->n)
            memcpy(more, c->row, c->ret->n * sizeof *more);
        c->row = more;
        c->room = room;
    }
    struct check_finding *f = &c->row[c->ret->n++];
    *f = (struct check_finding){.kind = kind, .text = text};
    c->ret->count[kind]++;
    c->ret->row = c->row;
    return f;
}

static struct check_finding *find_in(struct checking *c, enum check_kind kind, const char *text,
                                     const struct procedure *p)
{
    struct check_finding *f = find(c, kind, text);
    f->procedure = p->id;
    f->title = p->title;
    return f;
}

static struct check_finding *find_record(struct checking *c, enum check_kind kind, const char *text,
                                         struct str procedure, int64_t record_id, struct str code,
                                         struct str title, int64_t lead_id)
{
    struct check_finding *f = find(c, kind, text);
    f->procedure = procedure;
    f->record_id = record_id;
    f->organ_id = lead_id;
    f->code = code;
    f->title = plain(title);
    return f;
}

static bool sees_whole(const struct checking *c, const struct procedure *p)
{
    return !c->ask->actor || record_scope_of(p, c->ask->actor).is_all;
}

/* ---- who owes it, who is responsible ---- */

static enum rc check_owners(struct checking *c, const struct procedure *p)
{
    struct sql_check_ownerless_rows rows;
    if (p->lead < 0 || !sees_whole(c, p))
        return RC_OK;
    enum rc rc = sql_check_ownerless(c->db, c->a, c->tenant, p->id, c->day, CHECK_ROWS_MAX, &rows, c->err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        (void)find_record(
            c, CHECK_OWNER,
            rows.row[i].lead_id ? K("register_check.organ_closed") : K("register_check.no_owner"), p->id,
            rows.row[i].record_id, rows.row[i].code, rows.row[i].title, rows.row[i].lead_id);
    c->ret->has_more |= rc == RC_OK && rows.n == CHECK_ROWS_MAX;
    return rc;
}

static struct bilingual field_title(const struct procedure *p, struct str id)
{
    int f = procedure_field_find(p, id);
    return f >= 0 ? p->field[f].title : plain(id);
}

static enum rc check_gone(struct checking *c, const struct procedure *p)
{
    struct sql_check_person_gone_rows rows;
    enum rc rc = sql_check_person_gone(c->db, c->a, c->tenant, p->id, c->day, CHECK_ROWS_MAX, &rows, c->err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        int64_t last = rows.row[i].last_day;
        struct check_finding *f = find_record(
            c, CHECK_ORPHAN, last ? K("register_check.person_gone") : K("register_check.person_elsewhere"),
            p->id, rows.row[i].record_id, rows.row[i].code, rows.row[i].title, rows.row[i].lead_id);
        f->arg[0] = field_title(p, rows.row[i].field);
        f->arg[1] = plain(arena_printf(c->a, "%04d-%02d-%02d", (int)(last / 10000), (int)(last / 100 % 100),
                                       (int)(last % 100)));
    }
    c->ret->has_more |= rc == RC_OK && rows.n == CHECK_ROWS_MAX;
    return rc;
}

static enum rc check_emptied(struct checking *c, const struct procedure *p, const struct procedure_field *f)
{
    struct sql_check_person_none_rows rows;
    enum rc rc = sql_check_person_none(c->db, c->a, c->tenant, p->id, f->id, CHECK_ROWS_MAX, &rows, c->err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        find_record(c, CHECK_ORPHAN, K("register_check.person_none"), p->id, rows.row[i].record_id,
                    rows.row[i].code, rows.row[i].title, rows.row[i].lead_id)
            ->arg[0] = f->title;
    c->ret->has_more |= rc == RC_OK && rows.n == CHECK_ROWS_MAX;
    return rc;
}

static enum rc check_orphans(struct checking *c, const struct procedure *p)
{
    enum rc rc = RC_OK;
    bool has_person = false;
    for (size_t i = 0; i < p->fields; i++)
        has_person |= p->field[i].kind == FIELD_PERSON;
    if (!has_person || !sees_whole(c, p))
        return RC_OK;
    rc = check_gone(c, p);
    for (size_t i = 0; rc == RC_OK && i < p->fields; i++)
        if (p->field[i].kind == FIELD_PERSON && p->field[i].of == p->lead)
            rc = check_emptied(c, p, &p->field[i]);
    return rc;
}

/* ---- who may look at it ---- */

static enum rc check_supervision(struct checking *c, const struct procedure *p)
{
    bool is_seen = false;
    for (size_t i = 0; i < p->seen_by.n; i++)
        is_seen |= p->seen_by.who[i].field < 0 && (p->seen_by.who[i].roles & SUPERVISORS) != 0;
    if (!is_seen)
        (void)find_in(c, CHECK_SUPERVISION, K("register_check.not_supervised"), p);
    return RC_OK;
}

static bool is_among(const struct sql_check_staffed_rows *staffed, int64_t organ_id)
{
    for (size_t i = 0; i < staffed->n; i++)
        if (staffed->row[i].organ_id == organ_id)
            return true;
    return false;
}

static enum rc check_units(struct checking *c)
{
    struct sql_check_staffed_rows staffed;
    struct organ_book book;
    enum rc rc = organ_book_load(c->db, c->a, c->tenant, c->day, &book, c->err);
    if (rc == RC_OK)
        rc = sql_check_staffed(c->db, c->a, c->tenant, c->day, &staffed, c->err);
    for (size_t i = 0; rc == RC_OK && i < book.n; i++) {
        const struct organ *o = &book.organ[i];
        const char *wrong[2] = {o->class_code.n ? NULL : K("register_check.unit_classless"),
                                is_among(&staffed, o->organ_id) ? NULL
                                                                : K("register_check.unit_without_people")};
        for (size_t k = 0; k < COUNT_OF(wrong) && str_eq(o->kind, STR("unit")); k++)
            if (wrong[k]) {
                struct check_finding *f = find(c, CHECK_UNIT, wrong[k]);
                f->organ_id = o->organ_id;
                f->title = plain(o->name);
            }
    }
    return rc;
}

/* ---- clocks ---- */

static bool counts_working_days(const struct procedure_clock *k)
{
    for (int i = 0; i < LIMIT_KIND__COUNT; i++)
        if (k->until < 0 && k->budget[i].is_set &&
            (k->budget[i].limit.unit == LIMIT_WORKDAYS || k->budget[i].limit.unit == LIMIT_OPEN_MINUTES))
            return true;
    return false;
}

static enum rc check_clock(struct checking *c, const struct procedure *p, struct str clock,
                           struct bilingual title, int year)
{
    struct sql_check_clocks_from_rows rows;
    int64_t from = date_ms(year, 1, 1, 0, 0);
    enum rc rc =
        sql_check_clocks_from(c->db, c->a, c->tenant, p->id, clock, from, CHECK_ROWS_MAX, &rows, c->err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        struct check_finding *f =
            find_record(c, CHECK_CALENDAR, K("register_check.no_calendar"), p->id, rows.row[i].record_id,
                        rows.row[i].code, rows.row[i].title, rows.row[i].lead_id);
        f->arg[0] = title;
        f->arg[1] = plain(arena_printf(c->a, "%d", date_civil(rows.row[i].due_ms).year));
    }
    c->ret->has_more |= rc == RC_OK && rows.n == CHECK_ROWS_MAX;
    return rc;
}

/* The first year from this one on that no notice settles. */
static enum rc provisional_year(struct checking *c, int *ret)
{
    struct record_context context = {
        .db = c->db, .a = c->a, .tenant_id = c->tenant, .now_ms = c->ask->now_ms, .book = c->ask->book};
    const struct calendar *calendar;
    enum rc rc = context_calendar(&context, 0, &calendar, c->err);
    *ret = (int)(c->day / 10000);
    while (rc == RC_OK && calendar_has_year(calendar, *ret))
        ++*ret;
    return rc;
}

static enum rc check_calendars(struct checking *c)
{
    int year;
    enum rc rc = provisional_year(c, &year);
    for (size_t i = 0; i < c->all.n; i++) {
        const struct procedure *p = c->all.row[i].procedure;
        for (size_t k = 0; rc == RC_OK && k < p->clocks && sees_whole(c, p); k++)
            if (counts_working_days(&p->clock[k]))
                rc = check_clock(c, p, p->clock[k].id, p->clock[k].title, year);
    }
    return rc;
}

/* ---- what never happens ---- */

static bool leaves_a_trace(const struct procedure_rule *r)
{
    for (size_t i = 0; i < r->effects; i++)
        if (r->effect[i].kind != EFFECT_TELL)
            return true;
    return false;
}

static enum rc check_rules_of_house(struct checking *c)
{
    struct sql_check_rules_fired_rows fired;
    enum rc rc = sql_check_rules_fired(c->db, c->a, c->tenant, &fired, c->err);
    for (size_t i = 0; rc == RC_OK && i < c->all.n; i++) {
        const struct procedure *p = c->all.row[i].procedure;
        for (size_t k = 0; k < p->rules; k++) {
            bool has_fired = !leaves_a_trace(&p->rule[k]);
            for (size_t n = 0; n < fired.n && !has_fired; n++)
                has_fired =
                    str_eq(fired.row[n].procedure_id, p->id) && str_eq(fired.row[n].rule, p->rule[k].id);
            if (has_fired)
                continue;
            struct check_finding *f = find_in(c, CHECK_RULE, K("register_check.rule_never"), p);
            f->arg[0] = p->rule[k].title.zh.n ? p->rule[k].title : plain(p->rule[k].id);
        }
    }
    return rc;
}

static bool is_first_of_measure(const struct procedure *p, size_t fact)
{
    for (size_t i = 0; i < fact; i++)
        if (str_eq(p->fact[i].measure, p->fact[fact].measure))
            return false;
    return true;
}

static enum rc check_facts(struct checking *c)
{
    struct fact_readers readers;
    enum rc rc = fact_readers_load(c->db, c->a, c->tenant, &readers, c->err);
    for (size_t i = 0; rc == RC_OK && i < c->all.n; i++) {
        const struct procedure *p = c->all.row[i].procedure;
        for (size_t k = 0; k < p->facts; k++)
            if (is_first_of_measure(p, k) && !fact_reader_of(&readers, p->fact[k].measure))
                find_in(c, CHECK_FACT, K("register_check.fact_unread"), p)->arg[0] =
                    plain(p->fact[k].measure);
    }
    return rc;
}

/* ---- mechanisms ---- */

static const struct procedure *in_force(const struct checking *c, struct str id)
{
    for (size_t i = 0; i < c->all.n; i++)
        if (str_eq(c->all.row[i].procedure->id, id))
            return c->all.row[i].procedure;
    return NULL;
}

/* A house may have put another version in force, in which the line is not there any more. */
static void check_lines(struct checking *c, const struct coverage_mechanism *m)
{
    for (size_t i = 0; i < m->bys; i++) {
        const struct coverage_line *l = &m->by[i];
        const struct procedure *p = in_force(c, l->procedure);
        if (p && coverage_place(p, l->kind, l->id).line)
            continue;
        struct check_finding *f = find(c, CHECK_MECHANISM, K("register_check.mechanism_line"));
        f->procedure = p ? p->id : (struct str){0};
        f->title = plain(m->id);
        f->arg[0] = plain(
            arena_printf(c->a, "%.*s %.*s %.*s", STR_ARG(l->procedure), STR_ARG(l->kind), STR_ARG(l->id)));
    }
}

static enum rc check_mechanisms(struct checking *c)
{
    struct problems *problems = ARENA_NEW(c->a, struct problems);
    struct coverage coverage;
    *problems = (struct problems){.arena = c->a};
    enum rc rc = coverage_read(c->a, c->ask->coverage, problems, &coverage, c->err);
    for (size_t i = 0; rc == RC_OK && i < coverage.n; i++) {
        const struct coverage_mechanism *m = &coverage.row[i];
        if (m->works == COVERAGE_NO) {
            struct check_finding *f = find(c, CHECK_MECHANISM, K("register_check.mechanism_none"));
            f->title = plain(m->id);
            f->arg[0] = m->because;
        }
        check_lines(c, m);
    }
    return rc;
}

/* ---- ticks ---- */

static enum rc check_ticks(struct checking *c)
{
    struct sql_check_late_rows rows;
    enum rc rc = sql_check_late(c->db, c->a, c->tenant, c->ask->now_ms - CHECK_TICK_LATE_MS, CHECK_ROWS_MAX,
                                &rows, c->err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
        const struct procedure *p = in_force(c, rows.row[i].procedure_id);
        if (p && !sees_whole(c, p))
            continue;
        find_record(c, CHECK_TICK, K("register_check.tick_late"), rows.row[i].procedure_id,
                    rows.row[i].record_id, rows.row[i].code, rows.row[i].title, rows.row[i].lead_id)
            ->arg[0] = plain(date_iso(c->a, rows.row[i].next_ms));
    }
    c->ret->has_more |= rc == RC_OK && rows.n == CHECK_ROWS_MAX;
    return rc;
}

static enum rc each(struct checking *c, enum rc (*look)(struct checking *c, const struct procedure *p))
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < c->all.n; i++)
        rc = look(c, c->all.row[i].procedure);
    return rc;
}

enum rc register_check(struct db *db, struct arena *a, const struct register_check *ask,
                       struct register_checks *ret, struct err *err)
{
    static enum rc (*const house[])(struct checking *) = {check_units, check_calendars,  check_rules_of_house,
                                                          check_facts, check_mechanisms, check_ticks};
    struct checking c = {.db = db,
                         .a = a,
                         .ask = ask,
                         .tenant = procedure_book_tenant(ask->book),
                         .day = date_day_of(ask->now_ms),
                         .ret = ret,
                         .err = err};
    *ret = (struct register_checks){.n = 0};
    enum rc rc = procedure_list(ask->book, db, a, &c.all, err);
    if (rc == RC_OK)
        rc = each(&c, check_owners);
    if (rc == RC_OK)
        rc = each(&c, check_orphans);
    if (rc == RC_OK)
        rc = each(&c, check_supervision);
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(house); i++)
        rc = house[i](&c);
    return rc;
}
