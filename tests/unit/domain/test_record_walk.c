/* A walk at random through all procedures that ship: acts of everybody with values of every kind, taken back,
 * handed over, put under other versions, while the clock goes on and the tick comes or does not. Whatever is
 * refused is refused; nothing may fail, and what stands beside the events must be what they say. */
#include "town.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "domain/fact.h"
#include "domain/record_engine.h"
#include "domain/search.h"
#include "gen/sql.h"

#define STEPS 2000
#define LOOK_EVERY 250
#define RECORDS_MOST 100000

struct walk {
    struct town *t;
    struct procedure_book *book;
    struct str text[PROCEDURE_ITEMS_MAX];
    size_t texts;
    struct actor who[8];
    uint64_t seed;
    struct arena *a; /* of one step */
    int done, refused, step;
};

/* xorshift64*: the same walk on every machine. */
static size_t any(struct walk *w, size_t n)
{
    w->seed ^= w->seed >> 12;
    w->seed ^= w->seed << 25;
    w->seed ^= w->seed >> 27;
    return n ? (size_t)((w->seed * UINT64_C(2685821657736338717)) >> 33) % n : 0;
}

static void read_texts(struct walk *w)
{
    struct dirent **entry;
    int n = scandir(KC_SOURCE_ROOT "/procedures", &entry, NULL, alphasort);
    assert_true(n > 20);
    for (int i = 0; i < n; i++) {
        struct str name = str_c(entry[i]->d_name);
        if (str_ends(name, STR(".yaml")) && !str_eq(name, STR("coverage.yaml"))) {
            struct buf b CLEANUP(buf_release) = {0};
            char piece[8192];
            FILE *f = fopen(arena_printf(w->t->a, KC_SOURCE_ROOT "/procedures/%s", entry[i]->d_name).p, "rb");
            assert_non_null(f);
            for (size_t k; (k = fread(piece, 1, sizeof piece, f)) > 0;)
                buf_put(&b, str_of(piece, k));
            (void)fclose(f);
            assert_true(w->texts < COUNT_OF(w->text));
            w->text[w->texts++] = arena_str(w->t->a, buf_str(&b));
        }
        free(entry[i]);
    }
    free(entry);
}

static struct walk walk_new(struct town *t, uint64_t seed)
{
    struct walk w = {.t = t, .book = procedure_book_new(TENANT), .seed = seed, .a = arena_new(0)};
    static const enum role ROLES[] = {ROLE_PERF_OFFICE,
                                      ROLE_EFFICIENCY_OFFICE,
                                      ROLE_SUPERVISION_OFFICE,
                                      ROLE_LEADER,
                                      ROLE_LIAISON,
                                      ROLE_LIAISON,
                                      ROLE_LIAISON,
                                      ROLE_AUDITOR};
    read_texts(&w);
    for (size_t i = 0; i < COUNT_OF(ROLES); i++)
        w.who[i] = (struct actor){.tenant_id = TENANT,
                                  .account_id = t->office.account_id,
                                  .organ_id = ROLES[i] == ROLE_LIAISON ? t->organ[i - 3] : 0,
                                  .role = ROLES[i]};
    struct procedure_adopt in = {.book = w.book, .text = w.text, .n = w.texts, .reason = STR("试")};
    struct act_receipt r;
    OK(town_act(t, t->office, &act_procedure_adopt, &in, &r, &err));
    t->w->now_ms = date_ms(2026, 3, 2, 9, 0);
    struct person_appoint person = {
        .organ_id = t->organ[1], .name = STR("张三"), .post_title = STR("局长"), .from_day = 20260101};
    OK(town_act(t, t->office, &act_person_appoint, &person, &r, &err));
    return w;
}

static void walk_free(struct walk *w)
{
    procedure_book_free(w->book);
    arena_free(w->a);
    town_free(w->t);
}

/* ---- what is given ---- */

/* Of the kinds that the field may name, when there is one. */
static int64_t any_record(struct walk *w, const struct procedure_field *f)
{
    struct record_rows rows = {.n = 0};
    struct record_filter filter = {.per_page = LIMIT_ROWS_PER_PAGE};
    struct record_scope all = {.is_all = true};
    if (f->tos && any(w, 20))
        filter.procedure = f->to[any(w, f->tos)];
    LOOK(w->t, record_list(w->t->db, w->a, TENANT, all, &filter, w->t->w->now_ms, &rows, &err));
    return rows.n ? rows.row[any(w, rows.n)].record_id : 1000000;
}

static struct record_item any_item(struct walk *w, const struct procedure_field *f)
{
    static const struct str WORDS[] = {STR_INIT("修桥"), STR_INIT("x"), STR_INIT("问题已经解决，群众满意"),
                                       STR_INIT("a\0b"), STR_INIT("\xff\xfe")};
    int64_t day = date_day_of(w->t->w->now_ms + ((int64_t)any(w, 60) - 5) * 86400000);
    size_t odd = any(w, 60);
    if (odd == 0)
        return (struct record_item){INT64_MIN, INT64_MAX, WORDS[any(w, COUNT_OF(WORDS))]};
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return (struct record_item){.text = WORDS[any(w, odd < 3 ? 5 : 3)]};
    case FIELD_NUMBER:
        return (struct record_item){.number = (int64_t)any(w, 120) * (f->digits ? 100 : 1),
                                    .extra = f->digits};
    case FIELD_DATE:
        return (struct record_item){.number = odd == 1 ? 99991231 : odd == 2 ? 20260230 : day};
    case FIELD_YES_NO:
        return (struct record_item){.number = (int64_t)any(w, 2)};
    case FIELD_CHOICE:
        return (struct record_item){.text = f->choice[any(w, f->choices)].code};
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        return (struct record_item){.number = w->t->organ[any(w, 4)]};
    case FIELD_LINK:
        return (struct record_item){.number = any_record(w, f)};
    case FIELD_PERSON:
    case FIELD_FILES:
        return (struct record_item){.number = odd < 5 ? 77 : 1};
    case FIELD_MILESTONES:
        return (struct record_item){.number = day, .extra = any(w, 3) ? 0 : day, .text = WORDS[any(w, 3)]};
    case FIELD__COUNT:
        break;
    }
    return (struct record_item){0};
}

static size_t any_inputs(struct walk *w, const struct procedure *p, const struct procedure_act *def,
                         struct record_input *in)
{
    size_t n = 0;
    for (size_t i = 0; i < def->forms; i++) {
        const struct procedure_field *f = &p->field[def->form[i].field];
        bool is_list = f->kind == FIELD_ORGANS || f->kind == FIELD_MILESTONES;
        size_t items = is_list ? 1 + any(w, 3) : any(w, 80) == 0 ? 2 : 1;
        if (f->kind == FIELD_FILES || (!def->form[i].is_required && any(w, 3) == 0))
            continue;
        struct record_item *item = ARENA_ARRAY(w->a, struct record_item, items);
        for (size_t k = 0; k < items; k++)
            item[k] = any_item(w, f);
        in[n++] = (struct record_input){.field = f->id, .item = item, .n = any(w, 60) ? items : 0};
    }
    if (any(w, 50) == 0)
        in[n++] = (struct record_input){.field = STR("nothing_of_the_kind")};
    return n;
}

/* ---- steps ---- */

static void count(struct walk *w, enum rc rc, const struct err *err, const char *what)
{
    w->done += rc == RC_OK;
    w->refused += rc != RC_OK;
    if (rc != RC_OK && getenv("KC_WALK_SAY"))
        print_message("%s: %s %s\n", what, err->text, err->detail);
    if (rc != RC_OK && rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_DENIED && rc != RC_NOT_FOUND)
        fail_msg("step %d, %s: %s %s", w->step, what, err->text, err->detail);
    if (rc != RC_OK && str_starts(str_c(err->text), STR("record.rule")))
        fail_msg("step %d, %s: %s %s", w->step, what, err->text, err->detail);
}

static int64_t records_of(struct walk *w)
{
    return works_number(w->t->w, "SELECT COALESCE(MAX(record_id), 0) AS n FROM record");
}

static struct record *load_one(struct walk *w, int64_t id)
{
    struct record *r = NULL;
    LOOK(w->t, record_load(w->t->db, w->a, w->book, TENANT, id, 0, &r, &err));
    return r;
}

static bool may_open(const struct procedure_act *def, const struct actor *who)
{
    for (size_t i = 0; i < def->by.n; i++)
        if (def->by.who[i].roles >> who->role & 1)
            return true;
    return false;
}

static void open_any(struct walk *w)
{
    struct procedure_versions all;
    LOOK(w->t, procedure_list(w->book, w->t->db, w->a, &all, &err));
    const struct procedure *p = all.row[any(w, all.n)].procedure;
    size_t act = any(w, p->acts);
    while (!p->act[act].is_opening)
        act = (act + 1) % p->acts;
    struct record_input in[PROCEDURE_ITEMS_MAX + 1];
    struct record_open open = {.book = w->book,
                               .procedure = p->id,
                               .act = p->act[act].id,
                               .value = in,
                               .values = any_inputs(w, p, &p->act[act], in)};
    struct act_receipt r;
    struct err err = {0};
    size_t who = any(w, COUNT_OF(w->who));
    for (size_t i = 0; i < COUNT_OF(w->who) && any(w, 30) && !may_open(&p->act[act], &w->who[who]); i++)
        who = (who + 1) % COUNT_OF(w->who);
    enum rc rc = town_act(w->t, w->who[who], &act_record_open, &open, &r, &err);
    count(w, rc, &err, p->act[act].id.p);
}

static void do_any(struct walk *w)
{
    int64_t n = records_of(w);
    if (n == 0)
        return;
    struct record *r = load_one(w, 1 + (int64_t)any(w, (size_t)n));
    struct actor who = w->who[any(w, COUNT_OF(w->who))];
    struct record_options options;
    size_t act = any(w, r->procedure->acts);
    LOOK(w->t, record_options(w->t->db, w->a, r, &who, w->t->w->now_ms, &options, &err));
    for (size_t i = 0; i < 4 && options.n == 0; i++) {
        who = w->who[any(w, COUNT_OF(w->who))];
        LOOK(w->t, record_options(w->t->db, w->a, r, &who, w->t->w->now_ms, &options, &err));
    }
    if (options.n && any(w, 8))
        act = (size_t)options.row[any(w, options.n)].act;
    struct record_input in[PROCEDURE_ITEMS_MAX + 1];
    const struct procedure_act *def = &r->procedure->act[act];
    struct record_do it = {.book = w->book,
                           .record_id = r->record_id,
                           .act = def->id,
                           .events_seen = any(w, 8) ? 0 : (int64_t)r->events - (int64_t)any(w, 3),
                           .value = in,
                           .values = any_inputs(w, r->procedure, def, in)};
    struct act_receipt receipt;
    struct err err = {0};
    enum rc rc = town_act(w->t, who, &act_record_do, &it, &receipt, &err);
    count(w, rc, &err, def->id.p);
}

static void revoke_any(struct walk *w)
{
    int64_t n = records_of(w);
    if (n == 0)
        return;
    const struct record *r = load_one(w, 1 + (int64_t)any(w, (size_t)n));
    size_t event = any(w, r->events + 2);
    for (size_t i = r->events; any(w, 6) && i > 0; i--)
        if (r->event[i - 1].kind == EVENT_ACT && r->event[i - 1].by_role != ROLE_SYSTEM &&
            event_holds(&r->event[i - 1])) {
            event = i;
            break;
        }
    struct record_revoke in = {
        .book = w->book, .record_id = r->record_id, .event = (int)event, .reason = STR("误操作")};
    struct act_receipt receipt;
    struct err err = {0};
    enum rc rc = town_act(w->t, w->who[any(w, 3)], &act_record_revoke, &in, &receipt, &err);
    count(w, rc, &err, "revoke");
}

static void migrate_any(struct walk *w)
{
    size_t i = any(w, w->texts);
    struct str text = arena_printf(w->t->a, "%.*s\n# %d\n", STR_ARG(w->text[i]), w->step);
    struct procedure_adopt adopt = {.book = w->book, .text = &text, .n = 1, .reason = STR("改")};
    struct act_receipt receipt;
    OK(town_act(w->t, w->t->office, &act_procedure_adopt, &adopt, &receipt, &err));
    struct str line = text, id;
    while (str_split(&line, '\n', &id) && !str_starts(id, STR("procedure: "))) {
    }
    struct record_migrate in = {
        .book = w->book, .procedure = str_trim(str_sub(id, 11, id.n)), .reason = STR("改版")};
    struct err why = {0};
    count(w, town_act(w->t, w->t->office, &act_record_migrate, &in, &receipt, &why), &why, "migrate");
}

static void hand_over_any(struct walk *w)
{
    struct record_hand_over in = {.book = w->book,
                                  .from_organ = w->t->organ[any(w, 4)],
                                  .to_organ = w->t->organ[any(w, 4)],
                                  .reason = STR("职能划转")};
    struct act_receipt r;
    struct err err = {0};
    count(w, town_act(w->t, w->who[any(w, 3)], &act_record_hand_over, &in, &r, &err), &err, "hand over");
}

static void tick_twice(struct walk *w)
{
    int64_t n;
    struct err why = {0};
    if (record_tick_due(w->t->w->k, w->book, 0, &n, &why) != RC_OK)
        fail_msg("step %d, tick: %s %s", w->step, why.text, why.detail);
    int64_t entries = works_entries(w->t->w);
    OK(record_tick_due(w->t->w->k, w->book, 0, &n, &err));
    if (n || works_entries(w->t->w) != entries)
        fail_msg("step %d: a second tick did %" PRId64, w->step, n);
}

/* ---- what must be true ---- */

static void say(const struct walk *w, const struct record *r)
{
    for (size_t i = 0; i < r->events; i++) {
        const struct record_event *e = &r->event[i];
        const struct procedure *p = r->procedure;
        struct str what = e->what < 0             ? STR("-")
                          : e->kind == EVENT_ACT  ? p->act[e->what].id
                          : e->kind < EVENT_ASKED ? p->clock[e->what].id
                                                  : p->cadence[e->what].id;
        print_message("%2d %s %.*s rung %d term %d %.*s at %.*s said %.*s%s\n", e->n,
                      RECORD_EVENT_NAMES[e->kind], STR_ARG(what), e->rung, e->term, STR_ARG(e->period),
                      STR_ARG(date_iso(w->t->a, e->at_ms)), STR_ARG(date_iso(w->t->a, e->said_ms)),
                      event_holds(e) ? "" : " (taken back)");
    }
}

/* With the rows of clocks dropped, and put there again from the events; nothing of it stays. */
static enum rc run_refresh(struct act *act, const void *input, struct err *fault)
{
    struct walk *w = *(struct walk *const *)input;
    struct record_run run;
    struct record_rows was, is;
    struct record_filter all = {.per_page = RECORDS_MOST};
    struct record_scope scope = {.is_all = true};
    OK(record_begin(&run, act, w->book, 0, NULL, &err));
    OK(record_list(act->db, act->arena, TENANT, scope, &all, act->now_ms, &was, &err));
    for (size_t i = 0; i < was.n; i++) {
        struct record *r;
        struct sql_record_due_of_rows before, after;
        int64_t id = was.row[i].record_id;
        OK(record_load(act->db, act->arena, w->book, TENANT, id, 0, &r, &err));
        OK(sql_record_due_of(act->db, act->arena, TENANT, id, &before, &err));
        OK(sql_record_light_drop(act->db, act->arena, TENANT, id, &err));
        for (size_t k = 0; k < before.n; k++)
            if (str_eq(before.row[k].kind, STR("c")))
                OK(sql_record_due_drop(act->db, act->arena, TENANT, id, STR("c"), before.row[k].what, &err));
        OK(record_refresh(&run, r, &err));
        OK(sql_record_due_of(act->db, act->arena, TENANT, id, &after, &err));
        if (before.n != after.n)
            fail_msg("step %d: %.*s has %zu rows due, not %zu", w->step, STR_ARG(r->code), before.n, after.n);
        for (size_t k = 0; k < before.n; k++)
            if (!str_eq(before.row[k].what, after.row[k].what) ||
                before.row[k].next_ms != after.row[k].next_ms) {
                say(w, r);
                fail_msg("step %d: %.*s %.*s is due at %" PRId64 ", not %" PRId64, w->step, STR_ARG(r->code),
                         STR_ARG(before.row[k].what), before.row[k].next_ms, after.row[k].next_ms);
            }
    }
    OK(record_list(act->db, act->arena, TENANT, scope, &all, act->now_ms, &is, &err));
    assert_int_equal(was.n, is.n);
    for (size_t i = 0; i < was.n; i++)
        if (was.row[i].record_id != is.row[i].record_id || was.row[i].due_ms != is.row[i].due_ms ||
            was.row[i].warn_ms != is.row[i].warn_ms)
            fail_msg("step %d: %.*s has another light", w->step, STR_ARG(was.row[i].code));
    return FAIL(fault, RC_CONFLICT, "record.nothing_due", "only looked");
}

static void check_row(struct walk *w, const struct record_line *line, const struct record *r)
{
    bool is_gone = r->state < 0;
    if (!str_eq(line->title, r->title) || line->lead_id != r->lead_id || line->version != r->version ||
        line->opened_ms != r->opened_ms || (line->closed_ms > 0) != (is_gone || r->closed_ms > 0) ||
        (!is_gone && !str_eq(line->state, r->procedure->state[r->state].id)))
        fail_msg("step %d: the row of %.*s is not what its events say", w->step, STR_ARG(r->code));
}

static void check_rungs(struct walk *w, const struct record *r)
{
    for (size_t i = 0; i < r->events; i++)
        for (size_t k = i + 1; k < r->events; k++) {
            const struct record_event *a = &r->event[i], *b = &r->event[k];
            bool is_time = a->kind == EVENT_WARNED || a->kind == EVENT_EXPIRED || a->kind == EVENT_MISSED ||
                           a->kind == EVENT_ASKED;
            if (is_time && a->kind == b->kind && a->what == b->what && a->rung == b->rung &&
                a->term == b->term && str_eq(a->period, b->period) && event_holds(a) && event_holds(b)) {
                say(w, r);
                fail_msg("step %d: %.*s was told twice, events %d and %d", w->step, STR_ARG(r->code), a->n,
                         b->n);
            }
        }
}

static void check_facts(struct walk *w, const struct record *r)
{
    struct facts f;
    LOOK(w->t, facts_of_record_load(w->t->db, w->a, TENANT, r->record_id, &f, &err));
    for (size_t i = 0; i < f.n; i++) {
        const struct fact *one = &f.fact[i];
        if (one->revoked_seq)
            continue;
        if (!event_holds(&r->event[one->event_n - 1]))
            fail_msg("step %d: a fact of %.*s holds and its event %d does not", w->step, STR_ARG(r->code),
                     (int)one->event_n);
        if (one->is_interval && one->to_day == 0 && (r->closed_ms || r->state < 0))
            fail_msg("step %d: a duration of %.*s runs on", w->step, STR_ARG(r->code));
    }
}

/* Nobody finds by lists or words what they may not see. */
static void check_sight(struct walk *w, const struct record *r)
{
    struct search_found f;
    for (size_t i = 0; i < COUNT_OF(w->who); i++) {
        const struct actor *who = &w->who[i];
        struct record_scope scope = record_scope_of(r->procedure, who);
        struct record_rows rows;
        struct record_filter filter = {.procedure = r->procedure->id, .words = r->code, .per_page = 5};
        bool sees = record_may_see(r, who), is_listed = false, is_found = false;
        struct str path = arena_printf(w->a, "/records/%" PRId64, r->record_id);
        LOOK(w->t, record_list(w->t->db, w->a, TENANT, scope, &filter, w->t->w->now_ms, &rows, &err));
        for (size_t k = 0; k < rows.n; k++)
            is_listed |= rows.row[k].record_id == r->record_id;
        LOOK(w->t, search_find(w->t->db, w->a, who, r->code, &f, &err));
        for (size_t k = 0; k < f.hits; k++)
            is_found |= str_eq(f.hit[k].path, path);
        if ((is_listed || is_found) && !sees)
            fail_msg("step %d: role %d of organ %" PRId64 " finds %.*s and may not see it (%d %d)", w->step,
                     (int)who->role, who->organ_id, STR_ARG(r->code), is_listed, is_found);
    }
}

static void check_totals(struct walk *w)
{
    struct record_scope all = {.is_all = true};
    int64_t by_light[4] = {0};
    struct record_filter filter = {.per_page = RECORDS_MOST};
    struct record_rows rows;
    LOOK(w->t, record_list(w->t->db, w->a, TENANT, all, &filter, w->t->w->now_ms, &rows, &err));
    assert_int_equal(rows.total, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        by_light[rows.row[i].light]++;
    for (size_t i = 0; i < COUNT_OF(by_light); i++)
        assert_int_equal(by_light[i], rows.by_light[i]);
    for (size_t i = 0; i < rows.n; i++) {
        const struct record *r = load_one(w, rows.row[i].record_id);
        check_row(w, &rows.row[i], r);
        check_rungs(w, r);
        check_facts(w, r);
        if (any(w, 8) == 0)
            check_sight(w, r);
    }
}

static void check_all(struct walk *w)
{
    struct act_def looking = act_record_tick;
    struct act_receipt r;
    struct err err = {0};
    tick_twice(w);
    check_totals(w);
    looking.run = run_refresh;
    assert_int_equal(town_act(w->t, town_system(), &looking, &w, &r, &err), RC_CONFLICT);
}

static void one_step(struct walk *w)
{
    size_t what = any(w, 100);
    if (what < 12)
        w->t->w->now_ms += (int64_t)any(w, 4 * 24) * 3600000 + 1;
    else if (what < 20)
        tick_twice(w);
    else if (what < 38)
        open_any(w);
    else if (what < 45)
        revoke_any(w);
    else if (what < 46)
        migrate_any(w);
    else if (what < 47)
        hand_over_any(w);
    else
        do_any(w);
}

static void a_walk_at_random_leaves_everything_as_the_events_say(void **state)
{
    TOWN(t, state);
    const char *seed = getenv("KC_WALK_SEED"), *steps = getenv("KC_WALK_STEPS");
    int64_t number = 20261122, most = STEPS;
    assert_true(!seed || str_to_i64(str_c(seed), &number));
    assert_true(!steps || str_to_i64(str_c(steps), &most));
    struct walk w = walk_new(t, (uint64_t)number);
    for (w.step = 1; w.step <= most; w.step++) {
        one_step(&w);
        if (w.step % LOOK_EVERY == 0)
            check_all(&w);
        arena_reset(w.a);
    }
    works_verify(t->w);
    print_message("%d done, %d refused, %" PRId64 " records\n", w.done, w.refused, records_of(&w));
    assert_true(w.done > most / 8);
    walk_free(&w);
}

static const struct CMUnitTest tests[] = {BOTH(a_walk_at_random_leaves_everything_as_the_events_say)};

WORKS_MAIN(tests)
