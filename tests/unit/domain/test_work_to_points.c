/* From work to points: a record runs, its facts are counted, and what is taken back gives the points back. */
#include "town.h"

#include "base/date.h"
#include "base/fixed.h"
#include "domain/fact.h"
#include "domain/record.h"

#define TEST(name) static void name(void **state)

static const struct str TASK = STR_INIT(
    "procedure: task\n"
    "title: {zh: 任务, en: task}\n"
    "code: \"任{year}-{seq:3}\"\n"
    "name: title\n"
    "lead: lead\n"
    "seen_by: [offices, liaison of lead]\n"
    "fields:\n"
    "  title: {zh: 事项, en: matter, type: text, max: 20}\n"
    "  lead: {zh: 牵头, en: lead, type: organ}\n"
    "  due: {zh: 时限, en: due, type: date}\n"
    "states:\n"
    "  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "acts:\n"
    "  register: {title: {zh: 立项, en: register}, opens: open, by: [offices], form: [title, lead, due]}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "clocks:\n"
    "  due: {title: {zh: 时限, en: due}, starts: [register], until: due, stops: [close], light: yes}\n"
    "facts:\n"
    "  overdue: {on: due expired, organ: lead, measure: task_overdue, value: 1}\n"
    "  red: {while: due overdue, organ: lead, measure: task_red_days, value: 1}\n"
    "lists:\n"
    "  main: {columns: [code, title, lead, state, due], filters: [state, lead]}\n");
static const struct str SCHEME =
    STR_INIT("scheme: counted\nversion: \"1\"\nyear: 2026\nwindow: {every: month}\nmeasures:\n"
             "  - {id: late, fact: task_overdue}\n  - {id: red, fact: task_red_days}\n"
             "classes: [{id: all, units: [甲局, 乙局]}]\ntree:\n"
             "  - {id: a, points: 60, measure: late, method: deduct, each: 5}\n"
             "  - {id: b, points: 40, measure: red, method: deduct, each: 0.5}\n");

struct desk {
    struct town *t;
    struct procedure_book *book;
    struct results_book *results;
};

static struct desk desk_new(struct town *t)
{
    struct desk d = {t, procedure_book_new(TENANT), results_book_new(TENANT, kernel_world(t->w->k))};
    struct problems problems = {.arena = t->a};
    struct procedure_adopt in = {
        .book = d.book, .text = &TASK, .n = 1, .reason = STR("试"), .problems = &problems};
    struct scheme_adopt scheme = {.text = SCHEME, .problems = &problems};
    struct act_receipt r;
    OK(town_act(t, t->office, &act_procedure_adopt, &in, &r, &err));
    OK(town_act(t, t->office, &act_scheme_adopt, &scheme, &r, &err));
    return d;
}

static void desk_free(struct desk *d)
{
    results_book_free(d->results);
    procedure_book_free(d->book);
    town_free(d->t);
}

static void at(struct desk *d, int day) { d->t->w->now_ms = date_ms(2026, 11, day, 10, 0); }

static void tick(struct desk *d)
{
    int64_t n = 0;
    OK(record_tick_due(d->t->w->k, d->book, 0, &n, &err));
}

static int64_t opened(struct desk *d, int64_t due)
{
    const struct record_item item[] = {{.text = STR("修路")}, {.number = d->t->organ[1]}, {.number = due}};
    const struct record_input v[] = {
        {STR("title"), &item[0], 1}, {STR("lead"), &item[1], 1}, {STR("due"), &item[2], 1}};
    struct record_open in = {
        .book = d->book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = COUNT_OF(v)};
    struct act_receipt r;
    int64_t id = 0;
    OK(town_act(d->t, d->t->office, &act_record_open, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static void close_it(struct desk *d, int64_t id)
{
    struct record_do in = {.book = d->book, .record_id = id, .act = STR("close")};
    struct act_receipt r;
    OK(town_act(d->t, d->t->office, &act_record_do, &in, &r, &err));
}

static void take_back_the_last(struct desk *d, int64_t id)
{
    struct record *record = NULL;
    struct act_receipt r;
    LOOK(d->t, record_load(d->t->db, d->t->a, d->book, TENANT, id, 0, &record, &err));
    struct record_revoke in = {
        .book = d->book, .record_id = id, .event = (int)record->events, .reason = STR("误办")};
    OK(town_act(d->t, d->t->office, &act_record_revoke, &in, &r, &err));
}

/* 甲局 in November. */
static const char *score(struct desk *d, const char *node)
{
    struct results *r CLEANUP(results_unref) = NULL;
    const struct score_result *result = NULL;
    OK(results_get(d->results, town_look(d->t), STR("counted"), 0, &r, &err));
    town_done(d->t);
    for (size_t i = 0; i < results_windows(r); i++)
        if (results_window(r, i).first == 2026 * 12 + 10)
            OK(results_compute(r, i, &result, &err));
    assert_non_null(result);
    int n = scheme_node_find(result->scheme, str_c(node));
    assert_int_equal(score_state(result, n, 0), SCORE_PRESENT);
    return fixed_write(d->t->a, score_of(result, n, 0), result->scheme->nodes[n].digits).p;
}

TEST(a_task_that_runs_over_costs_its_unit_points_until_it_is_done)
{
    TOWN(t, state);
    struct desk d = desk_new(t);
    at(&d, 2);
    int64_t id = opened(&d, 20261113); /* a Friday */
    tick(&d);
    assert_string_equal(score(&d, "a"), "60.00");
    at(&d, 16);
    tick(&d);
    assert_string_equal(score(&d, "a"), "55.00");
    assert_string_equal(score(&d, "b"), "39.50"); /* Monday alone */
    struct facts facts;
    LOOK(t, facts_of_measure_load(t->db, t->a, TENANT, STR("task_red_days"), &facts, &err));
    assert_int_equal(facts.n, 1);
    assert_true(str_eq(facts.fact[0].record_code, STR("任2026-001")));
    assert_true(str_eq(facts.fact[0].rule, STR("red")));
    at(&d, 18);
    assert_string_equal(score(&d, "b"), "38.50");
    close_it(&d, id);
    at(&d, 20);
    tick(&d);
    assert_string_equal(score(&d, "a"), "55.00");
    assert_string_equal(score(&d, "b"), "38.50");
    take_back_the_last(&d, id); /* it was not done after all: the days since then count, too */
    assert_string_equal(score(&d, "b"), "37.50");
    works_verify(t->w);
    desk_free(&d);
}

TEST(a_task_that_is_done_in_time_costs_nothing)
{
    TOWN(t, state);
    struct desk d = desk_new(t);
    at(&d, 2);
    int64_t id = opened(&d, 20261113);
    at(&d, 13);
    close_it(&d, id);
    at(&d, 20);
    tick(&d);
    assert_string_equal(score(&d, "a"), "60.00");
    assert_string_equal(score(&d, "b"), "40.00");
    desk_free(&d);
}

static const struct CMUnitTest tests[] = {
    BOTH(a_task_that_runs_over_costs_its_unit_points_until_it_is_done),
    BOTH(a_task_that_is_done_in_time_costs_nothing),
};
WORKS_MAIN(tests)
