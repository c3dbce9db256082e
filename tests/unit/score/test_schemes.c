/* Real schemes as documents (tests/schemes): each is read, and where figures stand beside it they must come
 * out. NAME.values.csv, NAME.ballots.csv and NAME.events.csv go in, NAME.expected.csv comes out. Figures were
 * worked by hand from the stated rule; the tables of fixtures/schemes/recompute are published ones. */
#include "kit.h"

#include <dirent.h>

static const char dir[] = KC_SOURCE_ROOT "/tests/schemes";

static const char *window_of_scheme(struct kit *k)
{
    int year = k->s->year ? k->s->year : 2026;
    struct str t = k->s->window == PERIOD_MONTH     ? arena_printf(k->a, "%d-01", year)
                   : k->s->window == PERIOD_QUARTER ? arena_printf(k->a, "%dQ1", year)
                   : k->s->window == PERIOD_HALF    ? arena_printf(k->a, "%dH1", year)
                                                    : arena_printf(k->a, "%d", year);
    return t.p;
}

static struct str beside(struct kit *k, struct str name, const char *what)
{
    return kit_file(k->a, arena_printf(k->a, "%s/%.*s.%s.csv", dir, STR_ARG(name), what).p);
}

static void open_scheme(struct kit *k, struct str name)
{
    struct arena *a = arena_new(0);
    struct str yaml = kit_file(a, arena_printf(a, "%s/%.*s.yaml", dir, STR_ARG(name)).p);
    assert_non_null(yaml.p);
    print_message("%.*s\n", STR_ARG(name));
    kit_open(k, yaml);
    arena_free(a);
}

static void run_one(struct str name, int *with_figures)
{
    struct kit k;
    open_scheme(&k, name);
    const char *w = window_of_scheme(&k);
    static const char *const inputs[] = {"values", "ballots", "events"};
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct str csv = beside(&k, name, inputs[i]);
        if (csv.p)
            kit_values(&k, csv, w);
    }
    struct str expected = beside(&k, name, "expected");
    if (expected.p) {
        kit_compute(&k, w);
        kit_expect(&k, expected);
        kit_everything_opens(&k);
        ++*with_figures;
    }
    kit_close(&k);
}

static void every_document_is_read_and_its_figures_come_out(void **state)
{
    (void)state;
    DIR *d = opendir(dir);
    int documents = 0, with_figures = 0;
    assert_non_null(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        struct str file = str_c(e->d_name);
        if (!str_ends(file, STR(".yaml")))
            continue;
        documents++;
        run_one(str_sub(file, 0, file.n - 5), &with_figures);
    }
    (void)closedir(d);
    /* Fourteen schemes and five grade rules are the fixtures; two websites tables and Ningguo beside them. */
    assert_true(documents >= 21);
    assert_true(with_figures >= 15);
}

/* A published table: the scheme reads its columns, and the total or the rank must be the published column. */
static void recompute(const char *scheme, const char *fixture, const char *column, bool is_rank, int rows)
{
    struct kit k;
    struct arena *a = arena_new(0);
    const char *path = kit_fixture(a, fixture);
    if (!path) {
        arena_free(a);
        skip();
    }
    struct str csv = kit_file(a, path);
    open_scheme(&k, str_c(scheme));
    const char *w = window_of_scheme(&k);
    kit_values(&k, csv, w);
    kit_compute(&k, w);
    /* The same table again, with its own column renamed to what we compute. */
    size_t at = str_find_str(csv, str_c(column));
    struct str head = str_sub(csv, 0, str_find(csv, '\n'));
    struct str line, rest = str_sub(csv, head.n + 1, csv.n);
    size_t place = 0;
    for (size_t i = 0; i < at; i++)
        place += csv.p[i] == ',';
    size_t unit_place = 0;
    for (size_t i = 0; i < str_find_str(head, STR("unit")); i++)
        unit_place += head.p[i] == ',';
    int n = 0;
    while (str_split(&rest, '\n', &line)) {
        struct str cell = {0}, unit = {0}, piece;
        for (size_t i = 0; str_split(&line, ',', &piece); i++) {
            cell = i == place ? piece : cell;
            unit = i == unit_place ? piece : unit;
        }
        if (unit.n == 0)
            continue;
        struct str row = arena_printf(a, "unit,%s\n%.*s,%.*s\n", is_rank ? "rank" : "total", STR_ARG(unit),
                                      STR_ARG(str_trim(cell)));
        kit_expect(&k, row);
        n++;
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
        cmocka_unit_test(panjin_six_of_six),
        cmocka_unit_test(ningguo_five_of_five),
        cmocka_unit_test(websites_2014_all_ranks_with_ties_1224),
        cmocka_unit_test(websites_2016_all_ranks_with_ties_1223),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
