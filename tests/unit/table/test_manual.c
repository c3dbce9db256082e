/* The examples of docs/values.md are read as the manual says, as by somebody who can be asked: before each
 * ```csv block stands what comes of it, as a comment `<!-- 5 values -->`, `<!-- table.unknown_unit 3 -->`
 * (key and row),
 * `<!-- 2 values, table.total_agrees 4 -->` or `<!-- 2 values, asks percent-3 -->`. */
#include "kit.h"

#include "table/values_table.h"

#include <stdio.h>

#include "base/buf.h"

static const struct str REVENUE_UNIT = STR_INIT("万元");
static const struct str ALIAS[] = {STR_INIT("财政局")};

static struct values_form manual_form(void)
{
    static struct values_measure measure[] = {
        {.id = STR_INIT("revenue"), .name = STR_INIT("一般公共预算收入"), .decimals = 2},
        {.id = STR_INIT("ontime"),
         .name = STR_INIT("诉求按期办结率"),
         .unit = STR_INIT("%"),
         .decimals = 2,
         .has_range = true,
         .max = 10000},
        {.id = STR_INIT("citizens"),
         .name = STR_INIT("群众评议"),
         .unit = STR_INIT("票"),
         .is_repeatable = true},
        {.id = STR_INIT("bonus"), .name = STR_INIT("加减分"), .decimals = 1, .is_repeatable = true},
    };
    static const struct values_unit unit[] = {
        {.name = STR_INIT("云澜市财政局"), .short_name = STR_INIT("市财政局"), .alias = ALIAS, .aliases = 1},
        {.name = STR_INIT("云澜市水利局"), .short_name = STR_INIT("市水利局")},
        {.name = STR_INIT("松月县")},
    };
    measure[0].unit = REVENUE_UNIT;
    return (struct values_form){.measure = measure,
                                .measures = COUNT_OF(measure),
                                .unit = unit,
                                .units = COUNT_OF(unit),
                                .year = 2026,
                                .asks = true};
}

static struct str said(struct kit *kit, const struct values_table *v)
{
    CLEANUP(buf_release) struct buf b = {0};
    buf_printf(&b, "%zu values", v->items);
    for (size_t i = 0; i < kit->problems.n; i++)
        buf_printf(&b, ", %s %d", kit->problems.item[i].text, kit->problems.item[i].line);
    for (size_t i = 0; i < v->questions; i++)
        buf_printf(&b, ", asks %.*s", STR_ARG(v->question[i].id));
    return arena_str(kit->arena, buf_str(&b));
}

static void read_file(const char *path, struct buf *b)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_put(b, str_of(chunk, n));
    (void)fclose(f);
}

static void check_example(struct kit *kit, struct str expected, struct str csv)
{
    struct values_form form = manual_form();
    struct table t;
    struct values_table v = {0};
    kit->problems = (struct problems){.arena = kit->arena};
    enum rc rc = table_read(kit->arena, csv, &t, &kit->problems);
    if (rc == RC_OK)
        rc = values_table_read(kit->arena, &t, &form, &v, &kit->problems);
    const struct problem *first = &kit->problems.item[0];
    struct str got =
        rc == RC_OK ? said(kit, &v) : arena_printf(kit->arena, "%s %d", first->text, first->line);
    if (!str_eq(got, expected) || (rc != RC_OK && kit->problems.n > 1))
        fail_msg("the manual says \"%.*s\", but it is \"%.*s\":\n%.*s", STR_ARG(expected), STR_ARG(got),
                 STR_ARG(csv));
}

static void every_example_of_the_manual_does_what_it_says(void **state)
{
    CLEANUP(buf_release) struct buf b = {0};
    read_file(KC_SOURCE_ROOT "/docs/values.md", &b);
    struct str rest = buf_str(&b), fence = STR("```csv\n");
    size_t examples = 0;
    for (;;) {
        size_t at = str_find_str(rest, fence);
        if (at == rest.n)
            break;
        struct str before = str_trim(str_sub(rest, 0, at));
        assert_true(str_ends(before, STR(" -->")));
        size_t mark = before.n;
        while (mark > 0 && !str_starts(str_sub(before, mark, 5), STR("<!-- ")))
            mark--;
        struct str expected = str_sub(before, mark + 5, before.n - mark - 5 - 4);
        rest = str_sub(rest, at + fence.n, rest.n);
        size_t end = str_find_str(rest, STR("```"));
        check_example(*state, expected, str_sub(rest, 0, end));
        examples++;
        rest = str_sub(rest, end, rest.n);
    }
    assert_true(examples >= 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {KIT_TEST(every_example_of_the_manual_does_what_it_says)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
