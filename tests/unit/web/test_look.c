#include "base/arena.h"
#include "web/asset.h"
#include "web/widgets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static struct buf out;
static struct html h = {.out = &out};

static int fresh(void **state)
{
    (void)state;
    buf_release(&out);
    return 0;
}

static bool has(const char *part) { return str_find_str(buf_str(&out), str_c(part)) < out.n; }

static size_t count(const char *part)
{
    size_t n = 0;
    for (struct str rest = buf_str(&out); rest.n; n++) {
        size_t at = str_find_str(rest, str_c(part));
        if (at == rest.n)
            break;
        rest = str_sub(rest, at + 1, rest.n);
    }
    return n;
}

/* The numbers of all attributes of this name, in hundredths of a percent or of a pixel. */
static size_t numbers(const char *attr, long *ret, size_t max)
{
    size_t n = 0;
    struct str rest = buf_str(&out);
    for (size_t at; (at = str_find_str(rest, str_c(attr))) < rest.n && n < max;) {
        rest = str_sub(rest, at + strlen(attr), rest.n);
        ret[n++] = (long)(strtod(rest.p, NULL) * 100 + 0.5);
    }
    return n;
}

static const struct rank_row NEAR[] = {{.part = {5710, 1800, 1840}}, {.part = {5010, 1520, 1720}}};
static const struct rank_row FAR[] = {{.part = {5710, 1800, 1840}}, {.part = {300, 100, 0}}};

static void an_axis_is_cut_only_when_every_bar_has_the_piece(void **state)
{
    (void)state;
    struct bar_axis near = bar_axis_fit(NEAR, COUNT_OF(NEAR), 3), far = bar_axis_fit(FAR, COUNT_OF(FAR), 3);
    assert_int_equal(near.max, 9350);
    assert_true(near.cut_from > 0 && near.cut_from < near.cut_to && near.cut_to < 5010);
    assert_int_equal(far.cut_to, 0);
    struct bar_axis none = bar_axis_fit(NULL, 0, 3);
    assert_int_equal(none.max, 0);
}

static void the_pieces_of_a_bar_join_and_the_longest_fills_the_space(void **state)
{
    (void)state;
    widget_rank_bar(&h, &NEAR[0], 3, bar_axis_fit(NEAR, COUNT_OF(NEAR), 3));
    long width[8];
    assert_int_equal(numbers("width=\"", width, COUNT_OF(width)), 5); /* svg, three pieces, the cut */
    assert_in_range(width[1] + width[2] + width[3], 9990, 10010);
    assert_int_equal(count("kc-cut"), 1);
}

static void an_uncut_bar_has_no_zigzag_and_an_empty_one_no_piece(void **state)
{
    (void)state;
    struct bar_axis axis = bar_axis_fit(FAR, COUNT_OF(FAR), 3);
    widget_rank_bar(&h, &FAR[1], 3, axis);
    assert_int_equal(count("kc-cut"), 0);
    assert_int_equal(count("<rect"), 2);
    buf_clear(&out);
    const struct rank_row empty = {.part = {0}};
    widget_rank_bar(&h, &empty, 3, bar_axis_fit(NEAR, COUNT_OF(NEAR), 3));
    assert_int_equal(count("<rect"), 0);
    assert_int_equal(count("kc-cut"), 0);
}

static void no_picture_needs_a_style(void **state)
{
    (void)state;
    static const struct waterfall_row rows[] = {
        {STR_INIT("满分"), STR_INIT(""), STR_INIT("100"), WATERFALL_TOTAL, 0, 10000},
        {STR_INIT("<督办>"), STR_INIT("/scores/1"), STR_INIT("−19"), WATERFALL_LOSS, 10000, 8100},
        {STR_INIT("得分"), STR_INIT("javascript:x"), STR_INIT("81"), WATERFALL_TOTAL, 0, 8100}};
    widget_waterfall(&h, rows, COUNT_OF(rows));
    widget_got_bar(&h, 5, 10, 7);
    widget_move(&h, true, -2);
    assert_false(has("style="));
    assert_true(has("&lt;督办&gt;"));
    assert_false(has("javascript:"));
    assert_true(has("#blocked"));
}

static void a_step_of_the_waterfall_hangs_where_the_last_one_ended(void **state)
{
    (void)state;
    static const struct waterfall_row rows[] = {
        {STR_INIT("a"), STR_INIT(""), STR_INIT("100"), WATERFALL_TOTAL, 0, 1000},
        {STR_INIT("b"), STR_INIT(""), STR_INIT("−40"), WATERFALL_LOSS, 1000, 600},
        {STR_INIT("c"), STR_INIT(""), STR_INIT("60"), WATERFALL_TOTAL, 0, 600}};
    widget_waterfall(&h, rows, COUNT_OF(rows));
    long y[16], height[16];
    /* y and height of the columns come in order: svg, then rect and text of each. */
    size_t heights = numbers(" height=\"", height, COUNT_OF(height));
    assert_true(heights > 4);
    assert_true(numbers("<rect class=\"kc-fall-loss\" y=\"", y, 1) == 1);
    long loss_top = y[0];
    assert_true(numbers("<rect class=\"kc-fall-total\" y=\"", y, 2) == 2);
    assert_true(loss_top == y[0]);             /* hangs from full marks */
    assert_true(loss_top + height[2] == y[1]); /* down to the score */
}

static void an_empty_waterfall_and_a_nothing_of_nothing_are_drawn(void **state)
{
    (void)state;
    widget_waterfall(&h, NULL, 0);
    widget_got_bar(&h, 5, 0, 3);
    assert_int_equal(count("kc-got"), 0); /* nothing to get: nothing drawn */
    widget_got_bar(&h, 12, 10, 12);
    assert_false(out.failed);
    assert_int_equal(count("width=\"100.00%\""), 1); /* more than full is full */
}

static void moves_say_their_word(void **state)
{
    (void)state;
    widget_move(&h, false, 3);
    assert_int_equal(out.n, 0);
    widget_move(&h, true, 3);
    assert_true(has("▲3") && has("上升 3 位") && has("kc-better"));
    buf_clear(&out);
    widget_move(&h, true, -2);
    assert_true(has("▽2") && has("下降 2 位") && has("kc-worse"));
    buf_clear(&out);
    widget_move(&h, true, 0);
    assert_true(has("–") && has("名次不变"));
}

static void a_control_is_tied_to_its_label_hint_and_error(void **state)
{
    (void)state;
    widget_field(&h, STR("day"), STR("日期"), STR("例如"), (struct field){STR("\"x"), STR("不对")},
                 STR("off"));
    assert_true(has("<label class=\"form-label\" for=\"day\">日期</label>"));
    assert_true(has("id=\"day\" name=\"day\" aria-describedby=\"day-hint day-error\" aria-invalid=\"true\""));
    assert_true(has("value=\"&quot;x\""));
    assert_true(has("id=\"day-error\""));
    buf_clear(&out);
    widget_field(&h, STR("day"), STR("日期"), STR(""), (struct field){{0}}, STR("off"));
    assert_false(has("aria-describedby") || has("aria-invalid") || has("kc-hint"));
}

static void what_was_typed_comes_back_but_no_password(void **state)
{
    (void)state;
    widget_field_area(&h, STR("t"), STR("l"), STR(""), (struct field){STR("\n</textarea><b>"), STR("")});
    assert_true(has(">\n\n&lt;/textarea&gt;&lt;b&gt;</textarea>"));
    buf_clear(&out);
    widget_field_password(&h, STR("p"), STR("l"), STR(""), (struct field){STR("geheim"), STR("")},
                          STR("new-password"));
    assert_false(has("geheim"));
    buf_clear(&out);
    static const struct option options[] = {{STR_INIT("a"), STR_INIT("A")}, {STR_INIT("b"), STR_INIT("B")}};
    widget_field_select(&h, STR("s"), STR("l"), STR(""), (struct field){STR("b"), STR("")}, options, 2);
    assert_true(has("value=\"b\" selected>B") && !has("value=\"a\" selected"));
}

static void chart_data_cannot_end_its_island(void **state)
{
    (void)state;
    static const int ranks[] = {1, 2};
    const struct bump_line lines[] = {{STR("</script><b>"), ranks, 2, true}};
    const struct history_point history[] = {{.period = STR("一季度")}, {.period = STR("二季度")}};
    widget_bump(&h, lines, 1, history, 2);
    assert_int_equal(count("</script>"), 1);
    assert_true(has("\"ranks\":[1,2]"));
}

static void every_embedded_file_is_found_by_its_path(void **state)
{
    (void)state;
    assert_true(ASSETS_COUNT >= 7);
    for (size_t i = 0; i < ASSETS_COUNT; i++) {
        const struct asset *a = &ASSETS[i];
        assert_ptr_equal(asset_find(a->path), a);
        assert_true(str_starts(a->path, STR("/assets/")) && a->raw.n > 0 && a->type.n > 0 && a->etag.n == 18);
        if (a->gzip.n) {
            assert_true(a->gzip.n < a->raw.n);
            assert_memory_equal(a->gzip.p, "\x1f\x8b", 2);
        }
    }
    assert_null(asset_find(STR("/assets/kc.css")));
    assert_null(asset_find(STR("")));
    for (size_t i = 0; i < ASSETS_DEMO_COUNT; i++)
        assert_ptr_equal(asset_find_demo(ASSETS_DEMO[i].name), &ASSETS_DEMO[i]);
    assert_null(asset_find_demo(STR("no such file")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(an_axis_is_cut_only_when_every_bar_has_the_piece, fresh),
        cmocka_unit_test_teardown(the_pieces_of_a_bar_join_and_the_longest_fills_the_space, fresh),
        cmocka_unit_test_teardown(an_uncut_bar_has_no_zigzag_and_an_empty_one_no_piece, fresh),
        cmocka_unit_test_teardown(no_picture_needs_a_style, fresh),
        cmocka_unit_test_teardown(a_step_of_the_waterfall_hangs_where_the_last_one_ended, fresh),
        cmocka_unit_test_teardown(an_empty_waterfall_and_a_nothing_of_nothing_are_drawn, fresh),
        cmocka_unit_test_teardown(moves_say_their_word, fresh),
        cmocka_unit_test_teardown(a_control_is_tied_to_its_label_hint_and_error, fresh),
        cmocka_unit_test_teardown(what_was_typed_comes_back_but_no_password, fresh),
        cmocka_unit_test_teardown(chart_data_cannot_end_its_island, fresh),
        cmocka_unit_test_teardown(every_embedded_file_is_found_by_its_path, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
