/* Due dates in working days: rows worked by hand on the calendars of the State Council, and those of the
 * fixtures when they lie beside the checkout. Each row is asked of limit_due, limit_due_day and
 * limit_explain. */
#include "kit_time.h"

#include "base/date.h"

struct row {
    int64_t from;
    int workdays;
    struct day_pause pause[4];
    size_t pauses;
    int64_t due;
};

static const struct row OWN[] = {
    {20250303, 20, {{0}}, 0, 20250331},                  /* four full weeks */
    {20250303, 20, {{20250310, 20250314}}, 1, 20250408}, /* a hearing, and 清明 */
    {20250328, 5, {{0}}, 0, 20250407},                   /* over 清明 */
    {20250428, 5, {{0}}, 0, 20250508},                   /* the Sunday before is worked */
    {20250426, 1, {{0}}, 0, 20250427},                   /* from a Saturday to that Sunday */
    {20250930, 2, {{0}}, 0, 20251010},                   /* 国庆, 中秋 */
    {20251009, 3, {{0}}, 0, 20251013},                   /* with the Saturday 10-11 */
    {20251008, 1, {{0}}, 0, 20251009},                   /* from the last day of 国庆 */
    {20241231, 1, {{0}}, 0, 20250102},                   /* over the year's end */
    {20260213, 1, {{0}}, 0, 20260214},                   /* a Saturday before 春节 */
    {20260213, 3, {{0}}, 0, 20260225},                   /* 春节 */
    {20240208, 1, {{0}}, 0, 20240209},                   /* 除夕 2024 was no holiday */
    {20240209, 1, {{0}}, 0, 20240218},                   /* to the Sunday after 春节 */
    {20240228, 1, {{0}}, 0, 20240229},                   /* the leap day counts */
    {20250303, 3, {{20250304, 20250304}, {20250306, 20250306}}, 2, 20250310}, /* two single days */
    {20250303, 3, {{20250101, 20250303}}, 1, 20250306},                       /* over before it begins */
    {20250303, 3, {{20250306, 20250306}}, 1, 20250307},                       /* on the last day */
    {20250303, 3, {{20250307, 20250331}}, 1, 20250306},                       /* after the end */
    {20250303, 3, {{20250308, 20250309}, {20250305, 20250309}}, 2, 20250311}, /* one in the other */
};

static void assert_row(struct kit *kit, const struct calendar *c, const struct row *r, size_t number)
{
    struct pause pause[COUNT_OF(r->pause)];
    struct time_limit limit = {LIMIT_WORKDAYS, r->workdays};
    struct reckoning way;
    for (size_t i = 0; i < r->pauses; i++)
        pause[i] = kit_pause(c, r->pause[i].first, r->pause[i].last, "");
    int64_t start = kit_at(c, r->from, 9, 0);
    int64_t due = kit_due(kit, c, limit, start, pause, r->pauses).day;
    int64_t day = limit_due_day(c, r->from, r->workdays, r->pause, r->pauses);
    assert_int_equal(limit_explain(c, kit->arena, limit, start, pause, r->pauses, &way, &kit->err), RC_OK);
    if (due != r->due || day != r->due || way.due.day != r->due)
        fail_msg("row %zu: from %lld, %d working days: %lld, %lld, %lld, not %lld", number,
                 (long long)r->from, r->workdays, (long long)due, (long long)day, (long long)way.due.day,
                 (long long)r->due);
}

static void rows_worked_by_hand_come_out(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    for (size_t i = 0; i < COUNT_OF(OWN); i++)
        assert_row(kit, c, &OWN[i], i + 1);
}

/* 2025-03-10 */
static int64_t day_of_text(struct str s)
{
    int64_t y = 0, m = 0, d = 0;
    bool is_day = s.n == 10 && str_to_i64(str_sub(s, 0, 4), &y) && str_to_i64(str_sub(s, 5, 2), &m) &&
                  str_to_i64(str_sub(s, 8, 2), &d);
    assert_true(is_day);
    return y * 10000 + m * 100 + d;
}

static struct row row_of_line(struct str line)
{
    struct row r = {0};
    struct str field[4] = {{0}}, rest = line, piece;
    for (size_t i = 0; i < 4; i++) {
        size_t end = str_find(rest, ',');
        field[i] = str_sub(rest, 0, end);
        rest = str_sub(rest, end + 1, rest.n);
    }
    int64_t n = 0;
    assert_true(str_to_i64(field[1], &n));
    r.from = day_of_text(field[0]);
    r.workdays = (int)n;
    r.due = day_of_text(field[3]);
    while (str_split(&field[2], ';', &piece)) {
        assert_true(r.pauses < COUNT_OF(r.pause));
        r.pause[r.pauses++] =
            (struct day_pause){day_of_text(str_sub(piece, 0, 10)), day_of_text(str_sub(piece, 11, 10))};
    }
    return r;
}

static void every_row_of_the_fixtures_comes_out(void **state)
{
    struct kit *kit = *state;
    struct str file = kit_fixture(kit, "calendar/deadlines.csv"), line;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    size_t rows = 0;
    assert_true(str_split(&file, '\n', &line));
    while (str_split(&file, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        struct row r = row_of_line(line);
        assert_row(kit, c, &r, ++rows);
    }
    assert_true(rows >= 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(rows_worked_by_hand_come_out),
        KIT_TEST(every_row_of_the_fixtures_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
