/* Minutes and instructions, each beside what must be read from it: papers/NAME.txt and NAME.expected. All of
 * them are invented. With --print NAME the program shows how it reads that paper. */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include "../../fuzz/paper_held.h"
#include "shown.h"

#define PAPERS KC_SOURCE_ROOT "/tests/unit/paper/papers/"

static struct str file_read(struct arena *a, const char *name, const char *ending)
{
    struct buf b CLEANUP(buf_release) = {0};
    char piece[4096];
    struct str path = arena_printf(a, PAPERS "%s%s", name, ending);
    FILE *f = fopen(path.p, "rb");
    if (!f)
        fail_msg("%s is missing", path.p);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&b, str_of(piece, n));
    (void)fclose(f);
    return arena_str(a, buf_str(&b));
}

static struct str read_as_shown(struct arena *a, const char *name, struct str text)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct problems problems = {.arena = a};
    struct minutes m;
    struct decisions d;
    if (str_starts(str_c(name), STR("instruction"))) {
        assert_int_equal(instruction_read(a, text, &SHOWN_CITY, &d, &problems), RC_OK);
        shown_decisions(&out, text, &d);
    } else {
        assert_int_equal(minutes_read(a, text, &SHOWN_CITY, &m, &problems), RC_OK);
        shown_minutes(&out, text, &m);
    }
    return arena_str(a, buf_str(&out));
}

/* ---- each paper as expected ---- */

static void each_paper_is_read_as_expected(void **state)
{
    size_t papers = 0, wrong = 0;
    DIR *dir = opendir(PAPERS);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        struct arena *a CLEANUP(arena_freep) = arena_new(0);
        struct str file = str_c(e->d_name);
        if (!str_ends(file, STR(".txt")))
            continue;
        struct str name = arena_str(a, str_sub(file, 0, file.n - 4));
        struct str got = read_as_shown(a, name.p, file_read(a, name.p, ".txt"));
        struct str want = file_read(a, name.p, ".expected");
        papers++;
        if (!str_eq(got, want)) {
            wrong++;
            print_error("%s is read as\n%.*s--- expected\n%.*s", name.p, STR_ARG(got), STR_ARG(want));
        }
    }
    (void)closedir(dir);
    (void)state;
    assert_true(papers >= 25);
    assert_int_equal(wrong, 0);
}

/* ---- days by the calendar ---- */

/* The days of a sentence of minutes held on 2025-04-30: the day after begins the holiday of May, to the 5th.
 */
static int64_t due_of(struct arena *a, const struct calendar *calendar, const char *sentence)
{
    struct paper_city city = SHOWN_CITY;
    struct problems problems = {.arena = a};
    struct decisions d;
    city.day = 20250430;
    city.calendar = calendar;
    assert_int_equal(instruction_read(a, str_c(sentence), &city, &d, &problems), RC_OK);
    assert_int_equal(d.n, 1);
    return d.decision[0].due.day;
}

static void limits_end_by_the_working_calendar(void **state)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems problems = {.arena = a};
    const struct calendar *calendar;
    struct notices notices;
    (void)state;
    assert_int_equal(notices_read(a, notices_builtin(), NULL, &notices, NULL, &problems), RC_OK);
    assert_int_equal(calendar_build(a, notices, NULL, 0, &calendar, NULL), RC_OK);
    assert_int_equal(due_of(a, calendar, "请市财政局三个工作日内提出意见。"), 20250508);
    assert_int_equal(due_of(a, calendar, "请市财政局三日内提出意见。"), 20250506);
    assert_int_equal(due_of(a, calendar, "请市财政局一个月内提出意见。"), 20250530);
    assert_int_equal(due_of(a, NULL, "请市财政局三个工作日内提出意见。"), 0);
    assert_int_equal(due_of(a, NULL, "请市财政局三日内提出意见。"), 20250503);
    assert_int_equal(due_of(a, NULL, "请市财政局本周五前提出意见。"), 20250502);
    assert_int_equal(due_of(a, NULL, "请市财政局2月底前提出意见。"), 20250228);
    assert_int_equal(due_of(a, NULL, "请市财政局明年2月底前提出意见。"), 20260228);
    assert_int_equal(due_of(a, NULL, "请市财政局二〇二五年五月二十日前提出意见。"), 20250520);
}

/* ---- what holds of all ---- */

static void each_paper(void (*hold)(struct arena *, const char *, struct str))
{
    DIR *dir = opendir(PAPERS);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        struct arena *a CLEANUP(arena_freep) = arena_new(0);
        struct str file = str_c(e->d_name);
        if (!str_ends(file, STR(".txt")))
            continue;
        struct str name = arena_str(a, str_sub(file, 0, file.n - 4));
        hold(a, name.p, file_read(a, name.p, ".txt"));
    }
    (void)closedir(dir);
}

static void hold_text(struct arena *a, struct str text)
{
    struct problems problems = {.arena = a};
    struct minutes m;
    assert_int_equal(minutes_read(a, text, &SHOWN_CITY, &m, &problems), RC_OK);
    hold_minutes(a, text, &m);
}

static void hold_one(struct arena *a, const char *name, struct str text)
{
    (void)name;
    hold_text(a, text);
}

static void every_sign_is_told_and_every_piece_comes_from_the_text(void **state)
{
    (void)state;
    each_paper(hold_one);
}

static void hold_twice(struct arena *a, const char *name, struct str text)
{
    struct str once = read_as_shown(a, name, text), twice = read_as_shown(a, name, text);
    assert_true(str_eq(once, twice));
}

static void reading_twice_is_the_same(void **state)
{
    (void)state;
    each_paper(hold_twice);
}

static void hold_cuts(struct arena *a, const char *name, struct str text)
{
    (void)name;
    for (size_t n = 1; n < text.n; n += 1 + text.n / 40) {
        struct str cut = utf8_cut(text, n);
        if (str_trim(cut).n)
            hold_text(a, cut);
    }
}

static void a_paper_that_breaks_off_anywhere_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    each_paper(hold_cuts);
}

/* ---- large and hostile ---- */

/* 200 KB each. What took longer than in proportion to the text would not end within the time of a test. */
static void the_longest_papers_of_any_words_are_read(void **state)
{
    static const char *const piece[] = {"市财政局、",
                                        "由市住建局牵头，",
                                        "会同",
                                        "11111111",
                                        "（（（",
                                        "每周",
                                        "4月30日前",
                                        "责任单位：",
                                        "市住建局负责",
                                        "由市住建局",
                                        "其中",
                                        "，",
                                        "一、\n",
                                        "\t",
                                        "建委、",
                                        "由建委牵头。\n",
                                        "确保",
                                        "会议决定",
                                        "市财政局配合、",
                                        "1.\n",
                                        "出席：王某某\n",
                                        "市住建局要做好市财政局负责，",
                                        "第1",
                                        "序号\t事项\t责任单位\n",
                                        "1\t做\t市财政局\n",
                                        "完成时限：",
                                        "至",
                                        "2025年",
                                        "。",
                                        "）"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(piece); i++) {
        struct arena *a CLEANUP(arena_freep) = arena_new(0);
        struct buf b CLEANUP(buf_release) = {0};
        while (b.n + strlen(piece[i]) < PAPER_BYTES_MAX)
            buf_put(&b, str_c(piece[i]));
        if (str_trim(buf_str(&b)).n)
            hold_text(a, buf_str(&b));
    }
}

static void a_paper_that_is_empty_or_too_long_says_so(void **state)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems problems = {.arena = a};
    struct minutes m;
    struct buf b CLEANUP(buf_release) = {0};
    (void)state;
    assert_int_equal(minutes_read(a, STR(" \n\t"), &SHOWN_CITY, &m, &problems), RC_INVALID);
    assert_string_equal(problems.item[0].text, "paper.empty");
    while (b.n < PAPER_BYTES_MAX)
        buf_putc(&b, 'a');
    assert_int_equal(minutes_read(a, buf_str(&b), &SHOWN_CITY, &m, &problems), RC_OK);
    buf_putc(&b, 'a');
    assert_int_equal(minutes_read(a, buf_str(&b), &SHOWN_CITY, &m, &problems), RC_INVALID);
    assert_string_equal(problems.item[1].text, "paper.too_long");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_paper_is_read_as_expected),
        cmocka_unit_test(limits_end_by_the_working_calendar),
        cmocka_unit_test(every_sign_is_told_and_every_piece_comes_from_the_text),
        cmocka_unit_test(reading_twice_is_the_same),
        cmocka_unit_test(a_paper_that_breaks_off_anywhere_is_read_as_far_as_it_goes),
        cmocka_unit_test(the_longest_papers_of_any_words_are_read),
        cmocka_unit_test(a_paper_that_is_empty_or_too_long_says_so),
    };
    if (argc == 3 && strcmp(argv[1], "--print") == 0) {
        struct arena *a CLEANUP(arena_freep) = arena_new(0);
        struct str shown = read_as_shown(a, argv[2], file_read(a, argv[2], ".txt"));
        (void)fwrite(shown.p, 1, shown.n, stdout);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
