/* Real schemes as documents: tests/schemes, whose README says what belongs there. A further scheme is a few
 * files and no C:
 *
 *     NAME.yaml                    the scheme
 *     NAME.values.csv, …           what goes in: every NAME.WHAT.csv that is not …
 *     NAME.expected.csv            … what must come out, in the first window of the year;
 *     NAME.expected.2026-03.csv    or in that one
 *
 * The result of another scheme (source) is that of the document of its name, NAME-vVERSION where it names
 * one.
 *
 * Figures were worked by hand or with fractions from the stated rule, never by this program. The worked
 * vectors of fixtures/schemes and the published tables of fixtures/schemes/recompute are read from there. */
#include "kit.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/fixed.h"
#include "doc/doc.h"
#include "score/feed.h"

static const char dir[] = KC_SOURCE_ROOT "/tests/schemes";

/* ---- the directory ---- */

static const char *first_window(struct kit *k)
{
    static const char *const ends[] = {"-01", "Q1", "H1", ""};
    return arena_printf(k->a, "%d%s", k->s->year ? k->s->year : 2026, ends[k->s->window]).p;
}

static struct str file_in(struct arena *a, struct str name)
{
    return kit_file(a, arena_printf(a, "%s/%.*s", dir, STR_ARG(name)).p);
}

static void open_scheme(struct kit *k, struct str name)
{
    struct arena *a = arena_new(0);
    struct str yaml = file_in(a, arena_printf(a, "%.*s.yaml", STR_ARG(name)));
    assert_non_null(yaml.p);
    print_message("%.*s\n", STR_ARG(name));
    kit_open_clean(k, yaml);
    arena_free(a);
}

/* NAME.WHAT.csv: WHAT, when the file belongs to the scheme. */
static bool belongs(struct str file, struct str name, struct str *ret_what)
{
    size_t head = name.n + 1;
    if (!str_starts(file, name) || !str_ends(file, STR(".csv")) || file.n <= head + 4 ||
        file.p[name.n] != '.')
        return false;
    *ret_what = str_sub(file, head, file.n - 4 - head);
    return true;
}

static bool is_expected(struct str what, struct str *ret_window)
{
    if (!str_starts(what, STR("expected")))
        return false;
    *ret_window = what.n > 8 ? str_sub(what, 9, what.n) : STR("");
    return true;
}

struct directory {
    struct dirent **file;
    int n;
};

/* Ballots and events keep the order of their files, so the files are taken in the order of their names. */
static void directory_open(struct directory *d)
{
    d->n = scandir(dir, &d->file, NULL, alphasort);
    assert_true(d->n > 0);
}

static void directory_close(struct directory *d)
{
    for (int i = 0; i < d->n; i++)
        free(d->file[i]);
    free(d->file);
}

static struct str file_at(const struct directory *d, int i) { return str_c(d->file[i]->d_name); }

static void open_filled(struct kit *k, const struct directory *d, struct str name);

/* The other scheme is worked out for every window of its year, and the measure takes what it asks for. */
static void feed(struct kit *k, const struct directory *d, int measure)
{
    const struct source *from = k->s->measures[measure].source;
    struct kit other;
    open_filled(&other, d,
                from->version.n
                    ? arena_printf(k->a, "%.*s-v%.*s", STR_ARG(from->scheme), STR_ARG(from->version))
                    : from->scheme);
    int length = period_months(other.s->window), first = kit_window(first_window(&other)).first;
    for (int month = first; month < first + 12; month += length) {
        kit_compute(&other, arena_str(k->a, window_write(k->a, (struct window){month, length})).p);
        assert_int_equal(score_feed(k->v, measure, other.r, &k->err), RC_OK);
    }
    kit_close(&other);
}

static void open_filled(struct kit *k, const struct directory *d, struct str name)
{
    struct str what, window;
    open_scheme(k, name);
    for (int i = 0; i < d->n; i++)
        if (belongs(file_at(d, i), name, &what) && !is_expected(what, &window))
            kit_values(k, file_in(k->a, file_at(d, i)), first_window(k));
    for (int m = 0; m < k->s->measures_count; m++)
        if (k->s->measures[m].source)
            feed(k, d, m);
}

static void run_one(const struct directory *d, struct str name, int *with_figures)
{
    struct kit k;
    struct str what, window = {0};
    bool has_figures = false;
    open_filled(&k, d, name);
    for (int i = 0; i < d->n; i++)
        if (belongs(file_at(d, i), name, &what) && is_expected(what, &window)) {
            kit_compute(&k, window.n ? arena_str(k.a, window).p : first_window(&k));
            kit_expect(&k, file_in(k.a, file_at(d, i)));
            kit_everything_opens(&k);
            has_figures = true;
        }
    *with_figures += has_figures;
    kit_close(&k);
}

static void every_document_is_read_and_its_figures_come_out(void **state)
{
    (void)state;
    struct directory d;
    int documents = 0, with_figures = 0;
    directory_open(&d);
    for (int i = 0; i < d.n; i++) {
        struct str file = file_at(&d, i);
        if (!str_ends(file, STR(".yaml")))
            continue;
        documents++;
        run_one(&d, str_sub(file, 0, file.n - 5), &with_figures);
    }
    directory_close(&d);
    assert_true(documents >= 40);
    assert_true(with_figures >= 36);
}

/* ---- worked vectors: what a rule of a scheme makes of one value ---- */

static struct str member(const struct doc *map, const char *key)
{
    for (const struct doc *d = map ? map->first : NULL; d; d = d->next)
        if (str_eq(d->key, str_c(key)))
            return d->text;
    return STR("");
}

static const struct doc *child(const struct doc *map, const char *key)
{
    for (const struct doc *d = map ? map->first : NULL; d; d = d->next)
        if (str_eq(d->key, str_c(key)))
            return d;
    return NULL;
}

static int64_t billionths(struct str s)
{
    int64_t v;
    if (fixed_read(s, 9, &v) != FIXED_OK)
        fail_msg("not a number: %.*s", STR_ARG(s));
    return v;
}

/* The whole tree is one leaf of `full` marks over so many units; the n-th has the value of `values`, joined
 * by blanks. Is the score of unit `at` that of the vector, as far as it is written? */
static void check_leaf(const struct doc *vector, struct str full, const char *leaf, struct str values, int at)
{
    struct kit k;
    struct arena *a = arena_new(0);
    struct buf units CLEANUP(buf_release) = {0}, table CLEANUP(buf_release) = {0};
    struct str piece, rest = values, want = member(vector, "score");
    buf_put(&table, STR("unit,v\n"));
    for (int i = 0; str_split(&rest, ' ', &piece); i++) {
        buf_printf(&units, "%sU%d", i ? ", " : "", i + 1);
        buf_printf(&table, "U%d,%.*s\n", i + 1, STR_ARG(piece));
    }
    struct str yaml = arena_printf(a,
                                   "scheme: vector\nfull_marks: %.*s\nrounding: {digits: 4}\n"
                                   "measures: [{id: v}]\nclasses: [{id: c, units: [%.*s]}]\n"
                                   "tree: [{id: x, points: %.*s, measure: v, %s}]\n",
                                   STR_ARG(full), STR_ARG(buf_str(&units)), STR_ARG(full), leaf);
    kit_open(&k, yaml);
    kit_values(&k, buf_str(&table), "2026");
    kit_compute(&k, "2026");
    struct str have = str_c(kit_score(&k, "x", arena_printf(a, "U%d", at).p));
    if (billionths(have) != billionths(want))
        fail_msg("%s: is %.*s, should be %.*s", leaf, STR_ARG(have), STR_ARG(want));
    kit_close(&k);
    arena_free(a);
}

/* As many values as places, the first the highest. */
static struct str places(struct arena *a, int n)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (int i = 0; i < n; i++)
        buf_printf(&out, "%s%d", i ? " " : "", n - i);
    return arena_str(a, buf_str(&out));
}

static void target_vector(struct arena *a, const struct doc *v, const char *method)
{
    struct str target = member(v, "target");
    check_leaf(v, member(v, "w"), arena_printf(a, "method: %s, target: %.*s", method, STR_ARG(target)).p,
               member(v, "actual"), 1);
}

static void rank_vector(struct arena *a, const struct doc *v)
{
    int rank = atoi(arena_str(a, member(v, "rank")).p);
    int64_t percent = billionths(member(v, "step")) / 10000000; /* nine decimals; 0.05 is 5 % */
    check_leaf(v, member(v, "B"),
               arena_printf(a, "method: rank_step, step_percent: %lld", (long long)percent).p,
               places(a, rank), rank);
}

static void best_vector(struct arena *a, const struct doc *v)
{
    struct str best = member(v, "best"), value = member(v, "value");
    check_leaf(v, member(v, "B"), "method: ratio_to_best",
               arena_printf(a, "%.*s %.*s", STR_ARG(best), STR_ARG(value)), 2);
}

/* 60 % of the goals, 40 % of the public, the malus in full, the bonus not at all: the document says it. */
static void total_vector(struct arena *a, const struct doc *v)
{
    struct kit k;
    struct str goals = member(v, "绩效目标"), voices = member(v, "公众评价");
    struct str bonus = member(v, "bonus"), malus = member(v, "malus");
    open_scheme(&k, STR("guiyang_eco_city"));
    /* The goals come as points of the other work: 8 and 5 and 30 are full already. */
    int64_t other = billionths(goals) - billionths(STR("43"));
    kit_values(
        &k,
        arena_printf(a,
                     "unit,fz,fz_target,kz,kz_target,other,guarantee,public,bonus_points,malus_points\n"
                     "甲,1,1,1,1,%.*s,30,%.*s,%.*s,%.*s\n",
                     STR_ARG(fixed_write(a, other / 10000000, 2)), STR_ARG(voices), STR_ARG(bonus),
                     STR_ARG(malus)),
        "2026");
    kit_compute(&k, "2026");
    assert_int_equal(billionths(str_c(kit_score(&k, "goals", "甲"))), billionths(goals));
    assert_int_equal(billionths(fixed_write(a, k.r->units[scheme_unit_find(k.s, STR("甲"))].total, 4)),
                     billionths(member(v, "total")));
    kit_close(&k);
}

/* 4 points for 8 %, up to 6 more by the place among those above: the document says it. */
static void combo_vector(const struct doc *v)
{
    struct kit k;
    struct str growth = member(v, "growth"), place = member(v, "rank_among_over");
    static const char *const units[] = {"乙", "丙", "丁"};
    open_scheme(&k, STR("econ_monthly_2020"));
    struct buf table CLEANUP(buf_release) = {0};
    buf_put(&table, STR("unit,gdp\n"));
    buf_printf(&table, "甲,%.*s\n", STR_ARG(growth));
    for (int i = 0; i < 3; i++)
        buf_printf(&table, "%s,%s\n", units[i], str_eq(place, STR("2")) && i == 0 ? "99" : "1");
    kit_values(&k, buf_str(&table), "2026");
    kit_compute(&k, "2026");
    assert_int_equal(billionths(str_c(kit_score(&k, "gdp_growth", "甲"))), billionths(member(v, "score")));
    kit_close(&k);
}

static bool check_vector(struct arena *a, struct str scheme, const struct doc *v)
{
    struct str type = member(v, "type");
    if (str_eq(type, STR("development")))
        target_vector(a, v, "ratio");
    else if (str_eq(type, STR("control")))
        target_vector(a, v, "control");
    else if (str_eq(type, STR("rank_step")))
        rank_vector(a, v);
    else if (str_eq(type, STR("ratio_to_best")))
        best_vector(a, v);
    else if (str_eq(type, STR("total")))
        total_vector(a, v);
    else if (str_eq(type, STR("combo")))
        combo_vector(v);
    else if (str_eq(scheme, STR("env_target")))
        target_vector(a, v, "gap_deduct, better: lower, each: 0.5");
    else
        return false;
    return true;
}

static const struct doc *fixture_schemes(struct arena *a, const char *key)
{
    const char *path = kit_fixture(a, "schemes/schemes.json");
    struct problems p = {.arena = a};
    struct doc *d = NULL;
    struct err err = {0};
    if (!path)
        return NULL;
    assert_int_equal(doc_read(a, a, kit_file(a, path), &p, &d, &err), RC_OK);
    assert_non_null(child(d, key));
    return child(d, key);
}

static void every_worked_vector_comes_out(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    const struct doc *schemes = fixture_schemes(a, "schemes");
    int n = 0;
    if (!schemes) {
        arena_free(a);
        skip();
    }
    for (const struct doc *s = schemes->first; s; s = s->next) {
        const struct doc *vectors = child(s, "vectors");
        for (const struct doc *v = vectors ? vectors->first : NULL; v; v = v->next, n++)
            if (!check_vector(a, member(s, "id"), v))
                fail_msg("%.*s: nobody knows this vector", STR_ARG(member(s, "id")));
    }
    assert_true(n >= 14);
    arena_free(a);
}

static void every_scheme_and_rule_of_grades_of_the_fixtures_has_a_document(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    const struct doc *schemes = fixture_schemes(a, "schemes"), *grades = fixture_schemes(a, "grade_rules");
    if (!schemes || !grades) {
        arena_free(a);
        skip();
    }
    for (int i = 0; i < 2; i++)
        for (const struct doc *s = (i ? grades : schemes)->first; s; s = s->next) {
            struct kit k;
            struct str id = member(s, "id");
            id = i && str_eq(id, STR("gov_dept_common")) ? STR("gov_dept") : id;
            open_scheme(&k, i ? arena_printf(a, "grade_%.*s", STR_ARG(id)) : id);
            assert_true(str_eq(k.s->id, i ? arena_printf(a, "grade_%.*s", STR_ARG(id)) : id));
            kit_close(&k);
        }
    arena_free(a);
}

/* The cut-offs of a rule of grades are those of its document. */
static void the_bands_of_the_rules_of_grades_are_those_of_the_documents(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    const struct doc *grades = fixture_schemes(a, "grade_rules");
    int bands = 0;
    if (!grades) {
        arena_free(a);
        skip();
    }
    for (const struct doc *g = grades->first; g; g = g->next) {
        struct kit k;
        int i = 0;
        const struct doc *list = child(g, "bands");
        if (!list)
            continue;
        open_scheme(&k, arena_printf(a, "grade_%.*s", STR_ARG(member(g, "id"))));
        assert_int_equal(list->count, k.s->grades_count);
        for (const struct doc *b = list->first; b; b = b->next, i++, bands++) {
            const struct grade *have = &k.s->grades[i];
            struct dec line = have->has_at_least ? have->at_least : (struct dec){0, 0};
            assert_true(str_eq(have->name, b->first->text));
            assert_int_equal(billionths(fixed_write(a, line.units, line.digits)),
                             billionths(b->first->next->text));
        }
        kit_close(&k);
    }
    assert_true(bands >= 11);
    arena_free(a);
}

/* ---- published tables ---- */

static size_t column_of(struct str head, const char *name)
{
    struct str piece, rest = head;
    for (size_t i = 0; str_split(&rest, ',', &piece); i++)
        if (str_eq(str_trim(piece), str_c(name)))
            return i;
    fail_msg("no column %s", name);
    return 0;
}

static struct str cell_of(struct str line, size_t column)
{
    struct str piece = {0}, rest = line;
    for (size_t i = 0; i <= column; i++)
        if (!str_split(&rest, ',', &piece))
            return (struct str){0};
    return str_trim(piece);
}

/* The scheme reads the columns of the table, and the total or the rank must be its published column. */
static void recompute(const char *scheme, const char *fixture, const char *column, bool is_rank, int rows)
{
    struct kit k;
    struct arena *a = arena_new(0);
    const char *path = kit_fixture(a, fixture);
    int n = 0;
    if (!path) {
        arena_free(a);
        skip();
    }
    struct str csv = kit_file(a, path), line, rest = csv;
    open_scheme(&k, str_c(scheme));
    kit_values(&k, csv, first_window(&k));
    kit_compute(&k, first_window(&k));
    assert_true(str_split(&rest, '\n', &line));
    size_t published = column_of(line, column), unit = column_of(line, "unit");
    for (; str_split(&rest, '\n', &line); n++) {
        if (str_trim(line).n == 0)
            break;
        kit_expect(&k, arena_printf(a, "unit,%s\n%.*s,%.*s\n", is_rank ? "rank" : "total",
                                    STR_ARG(cell_of(line, unit)), STR_ARG(cell_of(line, published))));
    }
    assert_int_equal(n, rows);
    kit_close(&k);
    arena_free(a);
}

static void panjin_six_of_six(void **state)
{
    (void)state;
    recompute("panjin_12345", "schemes/recompute/panjin_12345_2023_01_04.csv", "published_score", false, 6);
}

static void ningguo_five_of_five(void **state)
{
    (void)state;
    recompute("ningguo_12345", "schemes/recompute/ningguo_12345_2022_04.csv", "published_unsat_rate_pct",
              false, 5);
}

static void websites_2014_all_ranks_with_ties_1224(void **state)
{
    (void)state;
    recompute("websites_2014", "schemes/recompute/websites_2014.csv", "rank", true, 21);
}

static void websites_2016_all_ranks_with_ties_1223(void **state)
{
    (void)state;
    recompute("websites_2016", "schemes/recompute/websites_2016.csv", "rank", true, 17);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_document_is_read_and_its_figures_come_out),
        cmocka_unit_test(every_worked_vector_comes_out),
        cmocka_unit_test(every_scheme_and_rule_of_grades_of_the_fixtures_has_a_document),
        cmocka_unit_test(the_bands_of_the_rules_of_grades_are_those_of_the_documents),
        cmocka_unit_test(panjin_six_of_six),
        cmocka_unit_test(ningguo_five_of_five),
        cmocka_unit_test(websites_2014_all_ranks_with_ties_1224),
        cmocka_unit_test(websites_2016_all_ranks_with_ties_1223),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
