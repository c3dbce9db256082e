/* What is frozen comes out again: for every scheme of tests/schemes, with values made by a counter (numbers,
 * gaps, votes, events with awkward texts), the files alone give the same bytes. And whatever is changed in
 * them is found, and named. */
#include "town.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/fixed.h"
#include "domain/frozen.h"

#define KIT_YEAR 2026

struct kit {
    struct arena *a;
    const struct scheme *s;
    struct values *v;
    struct str text;
    uint64_t dice;
    bool is_plain; /* texts as a table of people can hold them */
};

static uint64_t next(struct kit *k)
{
    uint64_t x = k->dice += 0x9E3779B97F4A7C15;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static int64_t below(struct kit *k, int64_t n) { return (int64_t)(next(k) % (uint64_t)n); }

static int year_of(const struct scheme *s) { return s->year ? s->year : KIT_YEAR; }

static struct str read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf bytes CLEANUP(buf_release) = {0};
    char piece[8192];
    assert_non_null(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&bytes, str_of(piece, n));
    (void)fclose(f);
    return arena_str(a, buf_str(&bytes));
}

static void kit_open(struct kit *k, struct str text)
{
    struct problems *problems = ARENA_NEW(k->a, struct problems);
    problems->arena = k->a;
    k->text = text;
    OK(scheme_read(k->a, text, problems, &k->s, &err));
    OK(values_new(k->a, k->s, &k->v, &err));
}

static void add_ballot(struct kit *k, int m, int u, int month)
{
    const struct measure *measure = &k->s->measures[m];
    struct ballot b = {.group = -1, .level = -1, .count = 1 + below(k, 40)};
    if (measure->groups_count)
        b.group = (int)below(k, measure->groups_count);
    if (measure->levels_count)
        b.level = (int)below(k, measure->levels_count);
    else
        b.vote = below(k, 100 * fixed_pow10(measure->decimals));
    if (k->is_plain && b.level < 0)
        b.count = 1; /* a table of people has one row for each vote that is a number */
    OK(values_add_ballot(k->v, m, u, month, b, &err));
}

/* A text that wants quotes, or looks like a formula. */
static struct str awkward(struct kit *k)
{
    static const struct str text[] = {STR_INIT("甲"),    STR_INIT("云政发〔2026〕9号"),
                                      STR_INIT("a,b;c"), STR_INIT("say \"yes\""),
                                      STR_INIT("=1+1"),  STR_INIT("-三"),
                                      STR_INIT("@x"),    STR_INIT("two\nlines"),
                                      STR_INIT(" 前后 ")};
    return text[below(k, k->is_plain ? 2 : COUNT_OF(text))];
}

static void add_event(struct kit *k, int m, int u, int month, int64_t n)
{
    for (int i = 0; i < k->s->nodes_count; i++) {
        const struct node *node = &k->s->nodes[i];
        if (node->method == METHOD_NONE || node->measure != m || node->items_count == 0)
            continue;
        const struct event_item *item = &node->items[below(k, node->items_count)];
        bool is_counted = item->has_points && !item->least.is_set && !item->most.is_set;
        struct event e = {.item = item->id,
                          .count = 1 + below(k, 3),
                          .points = is_counted ? VALUE_MISSING : below(k, 3),
                          .matter =
                              below(k, 2) && !k->is_plain ? awkward(k) : arena_printf(k->a, "m%" PRId64, n),
                          .basis = awkward(k)};
        struct err err = {0};
        enum rc rc = values_add_event(k->v, m, u, month, e, &err);
        assert_true(rc == RC_OK || rc == RC_INVALID); /* points outside of what the item takes */
        return;
    }
}

static void fill_period(struct kit *k, int m, int u, int month)
{
    const struct measure *measure = &k->s->measures[m];
    if (below(k, 8) == 0)
        return; /* a gap */
    if (measure->kind == MEASURE_LEVEL)
        OK(values_set(k->v, m, u, month, below(k, measure->levels_count), &err));
    else if (measure->kind == MEASURE_NUMBER)
        OK(values_set(k->v, m, u, month, below(k, 120 * fixed_pow10(measure->decimals)), &err));
    for (int64_t i = 0; !measure_is_number(measure) && i < 3; i++)
        if (measure->kind == MEASURE_BALLOTS)
            add_ballot(k, m, u, month);
        else
            add_event(k, m, u, month, i);
}

static void fill(struct kit *k)
{
    for (int m = 0; m < k->s->measures_count; m++) {
        if (!measure_is_input(&k->s->measures[m]))
            continue;
        int step = period_months(k->s->measures[m].per);
        for (int u = 0; u < k->s->units_count; u++)
            for (int month = (year_of(k->s) - 1) * 12; month < (year_of(k->s) + 1) * 12; month += step)
                fill_period(k, m, u, month);
    }
}

static const struct score_result *compute(struct kit *k)
{
    const struct score_result *r;
    OK(score_compute(k->s, k->v, window_of(k->s->window, year_of(k->s) * 12 + 8), k->a, &r, &err));
    return r;
}

static struct str json_of(struct kit *k, const struct score_result *r)
{
    struct buf out CLEANUP(buf_release) = {0};
    score_write_json(r, &out);
    return arena_str(k->a, buf_str(&out));
}

typedef void (*each_scheme)(struct kit *k, const char *name);

static void for_all_schemes(bool is_plain, each_scheme check)
{
    DIR *dir = opendir(KC_SOURCE_ROOT "/tests/schemes");
    int seen = 0;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        struct arena *a CLEANUP(arena_freep) = arena_new(0);
        struct kit k = {.a = a, .dice = 7, .is_plain = is_plain};
        if (!str_ends(str_c(e->d_name), STR(".yaml")))
            continue;
        kit_open(&k, read_file(a, arena_printf(a, KC_SOURCE_ROOT "/tests/schemes/%s", e->d_name).p));
        fill(&k);
        check(&k, e->d_name);
        seen++;
    }
    (void)closedir(dir);
    assert_true(seen >= 20);
}

/* ---- what is frozen comes out again ---- */

static void comes_out_again(struct kit *k, const char *name)
{
    const struct score_result *r = compute(k);
    struct frozen_files f;
    struct frozen_difference d;
    struct err why = {0};
    if (frozen_make(k->a, k->text, k->s->id, 1, r, &f, &why) != RC_OK)
        fail_msg("%s: %s %s", name, why.text, why.detail);
    OK(frozen_check(k->a, &f, &d, &err));
    assert_null(d.text);
    assert_true(str_eq(f.result, json_of(k, r)));
    struct values *again;
    OK(frozen_values_read(k->a, k->s, f.values, &again, &err));
    struct score_result twin = *r;
    struct buf out CLEANUP(buf_release) = {0};
    twin.values = again;
    frozen_values_write(&twin, &out);
    if (!str_eq(buf_str(&out), f.values))
        fail_msg("%s: values written again are others", name);
}

static void every_scheme_s_values_and_result_come_out_of_their_bytes(void **state)
{
    (void)state;
    for_all_schemes(false, comes_out_again);
}

static void levels_fed_fractions_and_batches_come_out_of_their_bytes(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct kit k = {.a = a, .dice = 5};
    kit_open(
        &k,
        STR("scheme: t\nyear: 2026\nwindow: {every: month}\nmeasures:\n"
            "  - {id: past, kind: level, per: year, levels: [{id: a, name: 优, points: 3}, {id: b, name: 良, "
            "points: 1}]}\n"
            "  - {id: taken, source: {scheme: o, give: percent, window: 2026H1}}\n"
            "  - {id: rank, source: {scheme: o, give: rank}}\n"
            "  - {id: of, kind: level, levels: [{name: 好, points: 2}], source: {scheme: o, give: grade}}\n"
            "  - {id: run, over: {months: 3}, aggregate: sum, skip_gaps: true}\n"
            "  - {id: poll, kind: ballots}\n"
            "classes: [{id: c, units: [甲, 乙]}]\nfull_marks: 60\ntree:\n"
            "  - {id: n1, points: 10, measure: past, method: direct}\n"
            "  - {id: n2, points: 10, measure: taken, method: direct}\n"
            "  - {id: n3, points: 10, measure: rank, method: direct}\n"
            "  - {id: n4, points: 10, measure: of, method: direct}\n"
            "  - {id: n5, points: 10, measure: run, method: direct}\n"
            "  - {id: n6, points: 10, measure: poll, method: votes}\n"));
    int september = 2026 * 12 + 8;
    OK(values_set(k.v, 0, 0, september, 1, &err));
    OK(values_feed(k.v, 1, 0, 2026 * 12, (struct value_number){200, 3}, &err));
    OK(values_feed(k.v, 2, 0, september, (struct value_number){4, 1}, &err));
    OK(values_feed(k.v, 3, 0, september, (struct value_number){0, 1}, &err));
    for (int m = 5; m < 10; m++) /* July to September count */
        OK(values_set(k.v, 4, 0, 2026 * 12 + m, 100, &err));
    OK(values_add_ballot(k.v, 5, 0, september, (struct ballot){-1, -1, 9, 1, STR("1"), STR("")}, &err));
    OK(values_add_ballot(k.v, 5, 0, september, (struct ballot){-1, -1, 1, 1, STR("2"), STR("代填")}, &err));
    comes_out_again(&k, "measures of all kinds");
    const struct score_result *r = compute(&k);
    assert_true(r->units[0].has_total);
    assert_int_equal(r->units[0].total, 100 + 6667 + 400 + 200 + 300 + 900);
}

/* The same file through the reader of people's tables, as `kaocheng score --values` takes it. */
static void is_read_by_the_house(struct kit *k, const char *name)
{
    const struct score_result *r = compute(k), *other;
    struct problems *problems = ARENA_NEW(k->a, struct problems);
    struct value_rows rows;
    struct values *v;
    struct frozen_files f;
    struct err why = {0};
    problems->arena = k->a;
    OK(frozen_make(k->a, k->text, k->s->id, 1, r, &f, &err));
    if (value_table_read(k->a, f.values, k->s, NULL, NULL, (struct str){0}, problems, &rows, &why) != RC_OK)
        fail_msg("%s: %s, row %d column %d %s %.*s", name, why.text, problems->item[0].line,
                 problems->item[0].column, problems->item[0].text, STR_ARG(problems->item[0].value));
    OK(values_new(k->a, k->s, &v, &err));
    for (size_t i = 0; i < rows.n; i++)
        OK(value_row_apply(v, k->s, &rows.row[i], &err));
    OK(score_compute(k->s, v, r->window, k->a, &other, &err));
    if (!str_eq(json_of(k, other), f.result))
        fail_msg("%s: another result", name);
}

static void the_house_s_own_reader_takes_the_values_and_gets_the_same_result(void **state)
{
    (void)state;
    for_all_schemes(true, is_read_by_the_house);
}

/* ---- what was changed is found ---- */

static struct kit small(struct arena *a)
{
    struct kit k = {.a = a, .dice = 3};
    kit_open(&k, TOWN_SCHEME);
    OK(values_set(k.v, 0, 0, KIT_YEAR * 12 + 8, 9650, &err));
    OK(values_set(k.v, 0, 1, KIT_YEAR * 12 + 8, 8800, &err));
    OK(values_set(k.v, 0, 0, KIT_YEAR * 12 + 7, 1111, &err)); /* another month */
    OK(values_add_event(k.v, 4, 1, KIT_YEAR * 12 + 8,
                        (struct event){.item = STR("praise"), .count = 2, .points = VALUE_MISSING}, &err));
    return k;
}

static struct frozen_files small_files(struct kit *k)
{
    struct frozen_files f;
    OK(frozen_make(k->a, k->text, STR("town"), 1, compute(k), &f, &err));
    return f;
}

static struct str replaced(struct arena *a, struct str text, struct str old, struct str new)
{
    size_t at = str_find_str(text, old);
    assert_true(at < text.n);
    return arena_printf(a, "%.*s%.*s%.*s", (int)at, text.p, STR_ARG(new), (int)(text.n - at - old.n),
                        text.p + at + old.n);
}

#define KIT(k)                                                                                               \
    struct arena *arena CLEANUP(arena_freep) = arena_new(0);                                                 \
    (void)state;                                                                                             \
    struct kit k = small(arena)

static void only_what_the_window_counts_is_kept(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    assert_true(str_find_str(f.values, STR("甲局,ontime,2026-09,96.50,")) < f.values.n);
    assert_true(str_find_str(f.values, STR("乙局,merits,2026-09,2,,praise,")) < f.values.n);
    assert_int_equal(str_find_str(f.values, STR("11.11")), f.values.n);
}

static void a_changed_value_is_found_by_its_hash(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    struct frozen_difference d;
    f.values = replaced(k.a, f.values, STR("96.50"), STR("96.51"));
    OK(frozen_check(k.a, &f, &d, &err));
    assert_string_equal(d.text, "frozen.differs_values");
    f = small_files(&k);
    f.scheme = replaced(k.a, f.scheme, STR("cap: 5"), STR("cap: 6"));
    OK(frozen_check(k.a, &f, &d, &err));
    assert_string_equal(d.text, "frozen.differs_scheme");
}

/* Whoever changes a value and mends the manifest has another result: the unit and the node are named. */
static void a_value_changed_together_with_the_manifest_names_the_first_node(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    struct frozen_difference d;
    struct str before = hash_hex(k.a, hash_of(f.values));
    f.values = replaced(k.a, f.values, STR("96.50"), STR("96.51"));
    f.manifest = replaced(k.a, f.manifest, before, hash_hex(k.a, hash_of(f.values)));
    OK(frozen_check(k.a, &f, &d, &err));
    assert_string_equal(d.text, "frozen.differs_in_node");
    assert_true(str_eq(d.unit, STR("甲局")));
    assert_true(str_eq(d.expected, STR("96.50")));
    assert_true(str_eq(d.got, STR("96.51")));
}

static void a_changed_total_names_the_unit_and_both_numbers(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    struct frozen_difference d;
    f.result = replaced(k.a, f.result, STR("\"total\":\"90.00\""), STR("\"total\":\"98.00\""));
    OK(frozen_check(k.a, &f, &d, &err));
    assert_string_equal(d.text, "frozen.differs_in_unit");
    assert_true(str_eq(d.unit, STR("乙局")));
    assert_true(str_eq(d.node, STR("total")));
    assert_true(str_eq(d.expected, STR("98.00")));
    assert_true(str_eq(d.got, STR("90.00")));
}

static void a_result_of_another_arithmetic_is_not_judged(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    struct frozen_difference d;
    struct err err = {0};
    struct str mine = arena_printf(k.a, "\"engine\":%d", KC_ENGINE_VERSION);
    struct str other = arena_printf(k.a, "\"engine\":%d", KC_ENGINE_VERSION + 1);
    f.manifest = replaced(k.a, f.manifest, mine, other);
    assert_int_equal(frozen_check(k.a, &f, &d, &err), RC_CONFLICT);
    assert_string_equal(err.text, "frozen.other_engine");
}

static void values_that_are_not_as_written_name_their_line(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k);
    struct values *v;
    static const struct {
        struct str old, new;
    } broken[] = {{STR_INIT("甲局,ontime"), STR_INIT("丁局,ontime")},
                  {STR_INIT("2026-09,96.50"), STR_INIT("2026Q3,96.50")},
                  {STR_INIT("96.50,"), STR_INIT("96.505,")},
                  {STR_INIT("96.50,"), STR_INIT("\"96.50,")},
                  {STR_INIT("96.50,,,,,,"), STR_INIT("96.50,,,,,")}};
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        struct err err = {0};
        struct str csv = replaced(k.a, f.values, broken[i].old, broken[i].new);
        assert_int_equal(frozen_values_read(k.a, k.s, csv, &v, &err), RC_INVALID);
        assert_string_equal(err.text, "frozen.values_unfit");
        assert_string_equal(err.arg[0], "2");
    }
}

static void a_bundle_is_the_same_bytes_every_time_and_comes_out_whole(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k), g;
    struct buf one CLEANUP(buf_release) = {0}, two CLEANUP(buf_release) = {0};
    struct frozen_file more[] = {{STR("publication.json"), STR("[]")}, {STR("entry.json"), STR("{}")}};
    OK(frozen_bundle_write(&f, more, 2, &one, &err));
    OK(frozen_bundle_write(&f, more, 2, &two, &err));
    assert_true(str_eq(buf_str(&one), buf_str(&two)));
    OK(frozen_bundle_read(k.a, buf_str(&one), &g, &err));
    assert_true(str_eq(f.manifest, g.manifest) && str_eq(f.scheme, g.scheme) && str_eq(f.values, g.values) &&
                str_eq(f.result, g.result));
    assert_true(str_eq(g.publication, STR("[]")) && str_eq(g.entry, STR("{}")));
}

static void a_bundle_without_a_file_says_which(void **state)
{
    KIT(k);
    struct frozen_files f = small_files(&k), g;
    struct buf out CLEANUP(buf_release) = {0};
    struct err why = {0};
    f.values = (struct str){0};
    OK(frozen_bundle_write(&f, NULL, 0, &out, &err));
    assert_int_equal(frozen_bundle_read(k.a, buf_str(&out), &g, &why), RC_INVALID);
    assert_string_equal(why.arg[0], "values.csv");
    assert_int_equal(frozen_bundle_read(k.a, STR("PK no zip"), &g, &why), RC_INVALID);
    assert_string_equal(why.text, "pack.not_a_zip");
}

/* A state has one fingerprint: rows in another order, or 096.50 for 96.50, are not what was frozen. */
static void values_in_another_order_or_spelling_are_refused_under_a_manifest_that_fits_them(void **state)
{
    KIT(k);
    static const struct {
        struct str old, new;
        const char *line;
    } other[] = {{STR_INIT("96.50,"), STR_INIT("096.50,"), "2"},
                 {STR_INIT("甲局,ontime,2026-09,96.50,,,,,,\r\n乙局,ontime,2026-09,88.00,,,,,,\r\n"),
                  STR_INIT("乙局,ontime,2026-09,88.00,,,,,,\r\n甲局,ontime,2026-09,96.50,,,,,,\r\n"), "2"},
                 {STR_INIT("乙局,ontime,2026-09,88.00,,,,,,\r\n"),
                  STR_INIT("乙局,ontime,2026-09,88.00,,,,,,\r\n乙局,ontime,2026-09,88.00,,,,,,\r\n"), "4"}};
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        struct frozen_files f = small_files(&k);
        struct frozen_difference d;
        struct err err = {0};
        struct str before = hash_hex(k.a, hash_of(f.values));
        f.values = replaced(k.a, f.values, other[i].old, other[i].new);
        f.manifest = replaced(k.a, f.manifest, before, hash_hex(k.a, hash_of(f.values)));
        assert_int_equal(frozen_check(k.a, &f, &d, &err), RC_INVALID);
        assert_string_equal(err.text, "frozen.values_unfit");
        assert_string_equal(err.arg[0], other[i].line);
    }
}

static void a_manifest_with_a_member_more_or_less_or_of_another_scheme_is_found(void **state)
{
    KIT(k);
    struct str engine = arena_printf(k.a, "\"engine\":%d", KC_ENGINE_VERSION);
    const struct {
        struct str old, new;
    } other[] = {{STR("\"format\":"), STR("\"extra\":1,\"format\":")},
                 {STR("\"scheme_version\":1,"), STR("")},
                 {engine, STR("\"engine\":\"1\"")}};
    struct frozen_files f = small_files(&k);
    struct frozen_manifest m;
    struct frozen_difference d;
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        struct err err = {0};
        struct str manifest = replaced(k.a, f.manifest, other[i].old, other[i].new);
        assert_int_equal(frozen_manifest_read(k.a, manifest, &m, &err), RC_INVALID);
        assert_string_equal(err.text, "frozen.manifest_unfit");
    }
    f.manifest = replaced(k.a, f.manifest, STR("\"scheme_code\":\"town\""), STR("\"scheme_code\":\"city\""));
    OK(frozen_check(k.a, &f, &d, &err));
    assert_string_equal(d.text, "frozen.differs_code");
}

static void a_bundle_with_a_file_too_many_or_twice_or_half_of_a_publication_says_which(void **state)
{
    KIT(k);
    static const struct {
        struct frozen_file more;
        const char *text;
    } wrong[] = {{{STR_INIT("evil.txt"), STR_INIT("x")}, "frozen.bundle_more"},
                 {{STR_INIT("../scheme.yaml"), STR_INIT("x")}, "frozen.bundle_more"},
                 {{STR_INIT("publication.json"), STR_INIT("{}")}, "frozen.bundle_unfit"}};
    struct frozen_files f = small_files(&k), g;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct buf out CLEANUP(buf_release) = {0};
        struct err why = {0};
        OK(frozen_bundle_write(&f, &wrong[i].more, 1, &out, &err));
        assert_int_equal(frozen_bundle_read(k.a, buf_str(&out), &g, &why), RC_INVALID);
        assert_string_equal(why.text, wrong[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scheme_s_values_and_result_come_out_of_their_bytes),
        cmocka_unit_test(levels_fed_fractions_and_batches_come_out_of_their_bytes),
        cmocka_unit_test(the_house_s_own_reader_takes_the_values_and_gets_the_same_result),
        cmocka_unit_test(only_what_the_window_counts_is_kept),
        cmocka_unit_test(a_changed_value_is_found_by_its_hash),
        cmocka_unit_test(a_value_changed_together_with_the_manifest_names_the_first_node),
        cmocka_unit_test(a_changed_total_names_the_unit_and_both_numbers),
        cmocka_unit_test(a_result_of_another_arithmetic_is_not_judged),
        cmocka_unit_test(values_that_are_not_as_written_name_their_line),
        cmocka_unit_test(a_bundle_is_the_same_bytes_every_time_and_comes_out_whole),
        cmocka_unit_test(a_bundle_without_a_file_says_which),
        cmocka_unit_test(values_in_another_order_or_spelling_are_refused_under_a_manifest_that_fits_them),
        cmocka_unit_test(a_manifest_with_a_member_more_or_less_or_of_another_scheme_is_found),
        cmocka_unit_test(a_bundle_with_a_file_too_many_or_twice_or_half_of_a_publication_says_which),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
