/* How it works: every unit has a temper, the share of the full marks (in per mille) that it earns in each
 * dimension of the scheme; stories are written into the tempers. A value is made backwards from the share
 * that its indicator should earn in its month, so that scores are known without being computed here. Noise
 * is a pure function of (unit, series, month): nothing depends on the order in which tables are written.
 *
 * Rejected: a simulation of the city day by day. It would look alike and hit no story without tuning. */
#include "main/demo_city.h"

#include "base/date.h"
#include "base/fixed.h"
#include "table/csv.h"
#include "table/table.h"

#include <stdlib.h>

#define YEAR 2026
#define MONTHS 10  /* January … October have been reported */
#define QUARTERS 3 /* the appraisal of the fourth is under way */
#define UNITS_MAX 80
#define FULL 1000 /* shares are in per mille */

/* ---- tempers ---- */

enum dimension {
    PROJECTS,
    ECONOMY,
    LIVELIHOOD,
    BUSINESS,
    LAW,
    CITIZENS,
    FIRMS,
    PEERS,
    DELEGATES,
    DUTY,
    APPEALS,
    CONDUCT,
    DIMENSIONS
};

struct temper {
    const char *unit;      /* short name */
    int share[DIMENSIONS]; /* in the year so far */
    int climb;             /* from month to month */
};

/* Units with a story, and all of 二类, whose ranking is the best known picture of the city. */
static const struct temper TEMPER[] = {
    {"市财政局", {945, 940, 938, 960, 948, 903, 900, 893, 895, 944, 929, 884}, 0},
    {"市交通运输局", {949, 924, 939, 939, 924, 901, 890, 890, 895, 930, 895, 870}, 3},
    {"市发改委", {967, 972, 927, 947, 937, 865, 855, 860, 860, 918, 888, 858}, 0},
    {"市农业农村局", {937, 897, 967, 927, 922, 892, 875, 890, 890, 910, 880, 875}, 0},
    {"市水利局", {958, 913, 933, 938, 918, 892, 885, 885, 890, 840, 895, 905}, -1},
    {"市工信局", {928, 958, 898, 943, 908, 851, 850, 850, 855, 891, 866, 836}, 1},
    {"市商务局", {911, 981, 891, 941, 911, 845, 850, 840, 840, 852, 847, 847}, 1},
    {"市文旅广体局", {980, 973, 973, 963, 973, 690, 715, 725, 710, 863, 793, 853}, 0},
    {"市国资委", {926, 931, 901, 911, 921, 839, 840, 840, 840, 850, 855, 855}, 0},
    {"市统计局", {907, 912, 892, 907, 927, 854, 855, 855, 855, 851, 861, 841}, 0},
    {"市自规局", {916, 916, 921, 821, 906, 777, 775, 790, 790, 793, 793, 793}, 0},
    {"市住建局", {906, 896, 901, 896, 906, 758, 760, 765, 770, 400, 844, 834}, 0},
    {"市残联", {850, 840, 860, 860, 865, 950, 945, 940, 950, 890, 900, 910}, 0},
};

struct unit {
    struct str code, name, class_name;
    struct temper temper;
};

struct city {
    struct arena *arena;
    struct unit unit[UNITS_MAX];
    size_t units;
    struct demo_table *table;
    size_t tables, cap;
};

/* ---- noise ---- */

/* splitmix64 (Steele, Lea, Flood 2014), as a hash of a counter. */
static uint64_t splitmix64(uint64_t x)
{
    x += 0x9E3779B97F4A7C15;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static uint64_t dice(size_t unit, size_t series, int month, uint64_t throw_no)
{
    uint64_t x = splitmix64(DEMO_SEED + unit);
    x = splitmix64(x + series * 1000003);
    return splitmix64(x + (uint64_t)month * 8191 + throw_no * 131071);
}

/* −most … most. */
static int wobble(size_t unit, size_t series, int month, int most)
{
    return most <= 0 ? 0 : (int)(dice(unit, series, month, 0) % (uint64_t)(2 * most + 1)) - most;
}

static int between(size_t unit, size_t series, int month, int low, int high)
{
    return low + (int)(dice(unit, series, month, 1) % (uint64_t)(high - low + 1));
}

static int clamp(int v, int low, int high) { return v < low ? low : v > high ? high : v; }

/* ---- units ---- */

/* A unit without a story: the dimensions wobble about a level of its own. */
static struct temper plain_temper(size_t u)
{
    struct temper t = {0};
    int work = between(u, 900, 0, 885, 960), voice = between(u, 901, 0, 815, 890),
        care = between(u, 902, 0, 840, 930);
    for (int d = 0; d < DIMENSIONS; d++) {
        int level = d < CITIZENS ? work : d < DUTY ? voice : care;
        t.share[d] = clamp(level + wobble(u, 910 + (size_t)d, 0, d < CITIZENS ? 22 : 15), 0, 990);
    }
    t.climb = wobble(u, 903, 0, 2);
    return t;
}

static struct temper temper_of(const struct unit *unit, size_t u)
{
    for (size_t i = 0; i < COUNT_OF(TEMPER); i++)
        if (str_eq(unit->name, str_c(TEMPER[i].unit)))
            return TEMPER[i];
    return plain_temper(u);
}

/* organs.csv: 代码,全称,简称,别名,类别,序,上级. Units are the rows with a class. */
static enum rc read_units(struct city *city, struct str organs_csv, struct err *err)
{
    struct table t;
    struct problems *problems = ARENA_NEW(city->arena, struct problems);
    problems->arena = city->arena;
    enum rc rc = table_read(city->arena, organs_csv, &t, problems);
    if (rc != RC_OK || t.cols != 7)
        return FAIL(err, RC_INVALID, "demo.organs_unfit", "organs.csv: rc %d", (int)rc);
    for (size_t i = 0; i < t.rows; i++) {
        const struct str *cell = t.row[i].cell;
        if (cell[4].n == 0)
            continue;
        if (city->units == UNITS_MAX)
            return FAIL(err, RC_INVALID, "demo.organs_unfit", "more than %d units", UNITS_MAX);
        struct unit *unit = &city->unit[city->units];
        *unit = (struct unit){.code = cell[0], .name = cell[2], .class_name = cell[4]};
        unit->temper = temper_of(unit, city->units);
        city->units++;
    }
    return RC_OK;
}

static size_t unit_find(const struct city *city, struct str name)
{
    size_t i = 0;
    while (i < city->units && !str_eq(city->unit[i].name, name))
        i++;
    return i;
}

/* ---- series: one column of a table ---- */

/* How a value comes from the share s of the full marks that it should earn. */
enum shape {
    SHARE,   /* a + b·s, two decimals */
    OVER,    /* a / s, two decimals */
    SIZE,    /* between a and b, the same all year: what is planned */
    SIZES,   /* between a and b, another each month */
    OF_LAST, /* so much of the column before it */
    CLOCK,   /* how much of the year has gone, per cent */
    BEHIND,  /* per cent of the year less a·(1 − s) */
    SO_FAR,  /* per cent of the year times s */
    LOSSES,  /* a·(1 − s) events in a year */
    GROWN,   /* the column before it and a·s + b per cent */
    NOTHING, /* 0 */
};

struct series {
    const char *office, *head;
    enum dimension dimension;
    enum shape shape;
    int a, b;
    bool is_quarterly;
    const char *only; /* names of classes, or NULL: all */
};

/* In the order of the tables; neighbours of one office and one kind of period are columns of one table. */
static const struct series SERIES[] = {
    {"市发改委", "重点项目计划投资", PROJECTS, SIZES, 6000, 30000, false, NULL},
    {"市发改委", "重点项目完成投资", PROJECTS, OF_LAST, 0, 0, false, NULL},
    {"市发改委", "应开工项目", PROJECTS, SIZE, 60, 140, false, NULL},
    {"市发改委", "已开工项目", PROJECTS, OF_LAST, 0, 0, false, NULL},
    {"市发改委", "节点按期完成率", PROJECTS, SHARE, 0, 100, false, NULL},
    {"市发改委", "前期项目入库率", PROJECTS, SHARE, 20, 80, false, NULL},
    {"市统计局", "牵头经济指标上年同期", ECONOMY, SIZES, 8000, 60000, false, NULL},
    {"市统计局", "牵头经济指标", ECONOMY, GROWN, 20, -12, false, NULL},
    {"市统计局", "年度目标序时进度", ECONOMY, CLOCK, 0, 0, false, NULL},
    {"市统计局", "年度目标完成进度", ECONOMY, BEHIND, 20, 0, false, NULL},
    {"市统计局", "数据报送差错", ECONOMY, LOSSES, 30, 0, false, NULL},
    {"市商务局", "招商到位资金", ECONOMY, SHARE, 0, 4600, false, "二类 区县市"},
    {"绩效办", "主责任务评分", ECONOMY, SHARE, 0, 100, false, "一类 三类 四类 五类"},
    {"绩效办", "服务发展评分", BUSINESS, SHARE, 0, 100, false, "一类"},
    {"市财政局", "民生实事计划进度", LIVELIHOOD, CLOCK, 0, 0, false, NULL},
    {"市财政局", "民生实事完成进度", LIVELIHOOD, SO_FAR, 0, 0, false, NULL},
    {"市财政局", "资金拨付平均用时", LIVELIHOOD, OVER, 10, 0, false, NULL},
    {"市财政局", "民生项目抽检合格率", LIVELIHOOD, SHARE, 80, 20, false, NULL},
    {"市财政局", "受益群众满意度", LIVELIHOOD, SHARE, 65, 30, true, NULL},
    {"市数据局", "审批平均用时", BUSINESS, SHARE, 10, -5, false, "二类 三类 四类 五类 区县市"},
    {"市数据局", "一网通办率", BUSINESS, SHARE, 20, 80, false, "二类 三类 四类 五类 区县市"},
    {"市数据局", "差评按期整改率", BUSINESS, SHARE, 0, 100, false, "二类 三类 四类 五类 区县市"},
    {"市数据局", "惠企政策兑现率", BUSINESS, SHARE, 1, 100, false, "二类 三类 四类 五类 区县市"},
    {"市数据局", "诉求应办结", APPEALS, SIZES, 40, 420, false, NULL},
    {"市数据局", "诉求按期办结", APPEALS, OF_LAST, 0, 0, false, NULL},
    {"市数据局", "诉求回访满意率", APPEALS, SHARE, 65, 30, false, NULL},
    {"市数据局", "诉求重办率", APPEALS, SHARE, 10, -5, false, NULL},
    {"市司法局", "复议诉讼纠错", LAW, LOSSES, 20, 0, false, NULL},
    {"市司法局", "政务公开及时率", LAW, SHARE, 1, 100, false, NULL},
    {"市司法局", "规范性文件备案率", LAW, SHARE, 4, 100, false, NULL},
    {"市司法局", "较大以上安全生产责任事故", LAW, NOTHING, 0, 0, false, NULL},
    {"市司法局", "学法考试平均分", LAW, SHARE, 20, 80, true, NULL},
    {"市司法局", "案卷评查得分", LAW, SHARE, 0, 100, true, NULL},
    {"督查室", "应办结督办事项", DUTY, SIZES, 5, 16, false, NULL},
    {"督查室", "按期办结督办事项", DUTY, OF_LAST, 0, 0, false, NULL},
    {"督查室", "督办红灯", DUTY, LOSSES, 30, 0, false, NULL},
};

/* What is not asked of a unit (不考项 of the scheme) is not reported either. */
static const struct {
    const char *unit, *series;
} NOT_ASKED[] = {
    {"市水利局", "招商到位资金"},         {"市统计局", "招商到位资金"},
    {"市国资委", "诉求应办结"},           {"市国资委", "诉求按期办结"},
    {"市国资委", "诉求回访满意率"},       {"市国资委", "诉求重办率"},
    {"市气象局", "重点项目计划投资"},     {"市气象局", "重点项目完成投资"},
    {"市气象局", "应开工项目"},           {"市气象局", "已开工项目"},
    {"市气象局", "前期项目入库率"},       {"市气象局", "牵头经济指标"},
    {"市气象局", "牵头经济指标上年同期"}, {"市气象局", "民生实事计划进度"},
    {"市气象局", "民生实事完成进度"},     {"市气象局", "资金拨付平均用时"},
    {"市气象局", "民生项目抽检合格率"},   {"市气象局", "审批平均用时"},
    {"市气象局", "一网通办率"},           {"市气象局", "差评按期整改率"},
    {"市气象局", "惠企政策兑现率"},       {"市气象局", "复议诉讼纠错"},
};

static bool is_asked(const struct unit *unit, const struct series *s)
{
    if (s->only && str_find_str(str_c(s->only), unit->class_name) == strlen(s->only))
        return false;
    for (size_t i = 0; i < COUNT_OF(NOT_ASKED); i++)
        if (str_eq(unit->name, str_c(NOT_ASKED[i].unit)) && strcmp(s->head, NOT_ASKED[i].series) == 0)
            return false;
    return true;
}

/* What the indicator should earn in the month, or (0) in the year so far. Good units vary less than bad ones.
 */
static int share_of(const struct city *city, size_t u, size_t series, int month)
{
    const struct temper *t = &city->unit[u].temper;
    int level = t->share[SERIES[series].dimension], room = (FULL - level) / 4;
    int most = room < 20 ? room : 20;
    int climbed = month ? t->climb * (2 * month - MONTHS - 1) / 2 : 0;
    return clamp(level + climbed + wobble(u, series, 0, most) + wobble(u, series, month, most), 0, FULL);
}

/* How many of `full` a year's losses have come by the end of the month; ×1000, so that months add up. */
static int64_t losses_by(const struct city *city, size_t u, size_t series, int month)
{
    int64_t lost = FULL - share_of(city, u, series, 0);
    return lost * SERIES[series].a * month / MONTHS;
}

static int64_t planned(size_t u, size_t series, int month)
{
    const struct series *s = &SERIES[series];
    int size = between(u, series, 0, s->a, s->b);
    if (s->shape == SIZE)
        return size;
    return (int64_t)size * between(u, series, month, 85, 115) / 100;
}

/* Counts of small plans add up to the share over the year: what is rounded off one month comes the next. */
static int64_t done(const struct city *city, size_t u, size_t series, int month)
{
    bool adds_up = SERIES[series - 1].shape == SIZES;
    int64_t sum = 0, before = 0;
    for (int m = adds_up ? 1 : month; m <= month; m++) {
        before = sum;
        sum += planned(u, series - 1, m) * share_of(city, u, series, m);
    }
    return adds_up ? (sum + FULL / 2) / FULL - (before + FULL / 2) / FULL : (sum + FULL / 2) / FULL;
}

static int64_t grown(const struct city *city, size_t u, size_t series, int month)
{
    const struct series *s = &SERIES[series];
    int64_t last = planned(u, series - 1, month);
    return last + last * (s->a * share_of(city, u, series, month) + s->b * FULL) / (100 * FULL);
}

/* A value and its decimals. */
static int64_t value_of(const struct city *city, size_t u, size_t series, int month, int *ret_digits)
{
    const struct series *s = &SERIES[series];
    int64_t share = share_of(city, u, series, month), year = 10000 * month / 12;
    *ret_digits = 2;
    switch (s->shape) {
    case SHARE:
        *ret_digits = s->b > FULL ? 0 : 2;
        return s->b > FULL ? s->b * share / FULL : clamp(s->a * 100 + s->b * (int)share / 10, 0, 10000);
    case OVER:
        return s->a * 100 * FULL / (share > 200 ? share : 200);
    case CLOCK:
        return year;
    case BEHIND:
        return year - s->a * (FULL - share) / 10 > 0 ? year - s->a * (FULL - share) / 10 : 0;
    case SO_FAR:
        return year * share / FULL;
    default:
        break;
    }
    *ret_digits = 0;
    switch (s->shape) {
    case SIZE:
    case SIZES:
        return planned(u, series, month);
    case OF_LAST:
        return done(city, u, series, month);
    case LOSSES:
        return losses_by(city, u, series, month) / FULL - losses_by(city, u, series, month - 1) / FULL;
    case GROWN:
        return grown(city, u, series, month);
    default:
        return 0;
    }
}

/* ---- tables ---- */

static void put_row(struct csv *w, const struct str *cell, size_t cells)
{
    for (size_t i = 0; i < cells; i++)
        csv_cell(w, cell[i]);
    csv_end(w);
}

static void add_table(struct city *city, const char *office, struct str period, int64_t at_ms, struct buf *b,
                      const char *suffix)
{
    ASSERT(city->tables < city->cap && !b->failed);
    struct arena *a = city->arena;
    city->table[city->tables++] = (struct demo_table){
        .file = arena_printf(a, "%.*s %s%s.csv", STR_ARG(period), office, suffix),
        .office = str_c(office),
        .period = period,
        .at_ms = at_ms,
        .csv = arena_str(a, buf_str(b)),
    };
    buf_release(b);
}

/* The ninth day after the period, one office an hour. */
static int64_t handed_in(int month, int hour) { return date_ms(YEAR, month + 1, 9, 9 + hour, 0); }

static struct str month_name(struct arena *a, int month) { return arena_printf(a, "%d-%02d", YEAR, month); }

static struct str cell_of(const struct city *city, size_t u, size_t series, int month)
{
    if (!is_asked(&city->unit[u], &SERIES[series]))
        return STR("");
    if (str_eq(city->unit[u].name, STR("松月县")) && month == MONTHS &&
        strcmp(SERIES[series].head, "招商到位资金") == 0)
        return STR(""); /* it comes in the table that waits */
    int digits;
    int64_t v = value_of(city, u, series, month, &digits);
    return fixed_write(city->arena, v, digits);
}

/* The columns first … last − 1 of SERIES for one month, or one quarter by its last month. */
static void write_wide(struct city *city, size_t first, size_t last, struct str period, int month)
{
    struct buf b = {0};
    struct csv w = csv_to(&b, true);
    csv_cell(&w, STR("单位"));
    csv_cell(&w, STR("期间"));
    for (size_t s = first; s < last; s++)
        csv_cell(&w, str_c(SERIES[s].head));
    csv_end(&w);
    for (size_t u = 0; u < city->units; u++) {
        bool any = false;
        for (size_t s = first; s < last; s++)
            any |= is_asked(&city->unit[u], &SERIES[s]);
        if (!any)
            continue;
        csv_cell(&w, city->unit[u].name);
        csv_cell(&w, period);
        for (size_t s = first; s < last; s++)
            csv_cell(&w, cell_of(city, u, s, month));
        csv_end(&w);
    }
    add_table(city, SERIES[first].office, period, handed_in(month, (int)(first % 8)), &b,
              SERIES[first].is_quarterly ? " 季度" : "");
}

static void write_measured(struct city *city, int month)
{
    for (size_t first = 0, last; first < COUNT_OF(SERIES); first = last) {
        const struct series *s = &SERIES[first];
        for (last = first; last < COUNT_OF(SERIES) && SERIES[last].is_quarterly == s->is_quarterly &&
                           strcmp(SERIES[last].office, s->office) == 0;)
            last++;
        if (!s->is_quarterly)
            write_wide(city, first, last, month_name(city->arena, month), month);
        else if (month % 3 == 0)
            write_wide(city, first, last, arena_printf(city->arena, "%dQ%d", YEAR, month / 3), month);
    }
}

/* ---- events ---- */

static void begin_long(struct csv *w)
{
    static const struct str HEAD[] = {STR_INIT("单位"), STR_INIT("指标"), STR_INIT("期间"), STR_INIT("数值"),
                                      STR_INIT("组别"), STR_INIT("事项"), STR_INIT("编号"), STR_INIT("依据")};
    put_row(w, HEAD, COUNT_OF(HEAD));
}

static void put_event(struct city *city, struct csv *w, size_t u, const char *measure, int month,
                      const char *item, struct str no, struct str basis)
{
    put_row(w,
            (struct str[]){city->unit[u].name, str_c(measure), month_name(city->arena, month), STR("1"),
                           STR(""), str_c(item), no, basis},
            8);
}

/* What unannounced visits found; the points lost are spread over the year. */
static void write_visits(struct city *city, int month)
{
    static const struct {
        const char *item;
        int tenths;
    } FOUND[] = {{"工作日无故空岗", 2}, {"未一次性告知", 1}, {"窗口超承诺时限", 1}};
    struct buf b = {0};
    struct csv w = csv_to(&b, true);
    begin_long(&w);
    int found = 0;
    for (size_t u = 0; u < city->units; u++) {
        int lost = FULL - city->unit[u].temper.share[CONDUCT]; /* ×50 tenths of a point */
        int tenths = lost * 50 * month / MONTHS / FULL - lost * 50 * (month - 1) / MONTHS / FULL;
        while (tenths > 0) {
            size_t k = (size_t)between(u, 920, month, 0, 2);
            k = FOUND[k].tenths > tenths ? 1 : (k + (size_t)found) % 3;
            k = FOUND[k].tenths > tenths ? 1 : k;
            tenths -= FOUND[k].tenths;
            struct str no = arena_printf(city->arena, "AF%d%02d-%03d", YEAR, month, ++found);
            int day = between(u, 921, found, 1, 27);
            put_event(
                city, &w, u, "明察暗访问题", month, FOUND[k].item, no,
                arena_printf(city->arena, "明察暗访记录 %d-%02d-%02d %.*s", YEAR, month, day, STR_ARG(no)));
        }
    }
    add_table(city, "效能办", month_name(city->arena, month), handed_in(month, 7), &b, " 明察暗访");
}

static const struct {
    const char *unit, *item, *basis;
    int month;
} MERIT[] = {
    {"市财政局", "省级表彰", "预算绩效管理先进，云政通〔2026〕11号", 2},
    {"市财政局", "省级表彰", "财政资金直达机制考评优秀，云政通〔2026〕34号", 3},
    {"市交通运输局", "国家级表彰", "农村公路示范市，云政通〔2026〕118号", 10},
    {"市交通运输局", "市级通报表扬", "国庆保畅，云督通〔2026〕41号", 10},
    {"市发改委", "经验全省推广", "重大项目并联推进，云政通〔2026〕29号", 3},
    {"市发改委", "经验全省推广", "项目前期服务清单，云政通〔2026〕63号", 6},
    {"市农业农村局", "省级表彰", "高标准农田建设，云政通〔2026〕18号", 3},
    {"市农业农村局", "市级通报表扬", "春耕服务，云督通〔2026〕9号", 3},
    {"市农业农村局", "市级通报表扬", "防汛抢收，云督通〔2026〕26号", 7},
    {"市水利局", "省级通报批评", "农村饮水安全进度滞后，云督通〔2026〕17号", 5},
    {"市水利局", "市级通报表扬", "防汛值守，云督通〔2026〕27号", 7},
    {"市水利局", "省级表彰", "农村饮水安全整改见效，云政通〔2026〕116号", 10},
    {"市工信局", "省级表彰", "中小企业服务，云政通〔2026〕41号", 4},
    {"市工信局", "经验全省推广", "技改帮办，云政通〔2026〕77号", 7},
    {"市商务局", "省级表彰", "外贸稳增长，云政通〔2026〕44号", 5},
    {"市商务局", "经验全省推广", "招商项目全程代办，云政通〔2026〕70号", 6},
    {"市商务局", "经验全省推广", "消费季组织，云政通〔2026〕101号", 9},
    {"市文旅广体局", "经验全省推广", "全域旅游服务，云政通〔2026〕58号", 5},
    {"市自规局", "市级通报批评", "用地规划许可超时，云督通〔2026〕22号", 6},
    {"市自规局", "市级通报批评", "并联审批反馈不及时，云督通〔2026〕36号", 9},
    {"市住建局", "省级通报批评", "老旧小区改造进度滞后，云督通〔2026〕15号", 5},
    {"市住建局", "省级通报批评", "督办事项反复延期，云督通〔2026〕31号", 8},
    {"市住建局", "省级通报批评", "物业维修资金拨付迟缓，云督通〔2026〕39号", 9},
};

static bool has_story(const struct unit *unit) { return str_eq(unit->class_name, STR("二类")); }

static void put_usual_merit(struct city *city, struct csv *w, size_t u, int month, int *count)
{
    static const char *const ITEM[] = {"市级通报表扬", "市级通报表扬", "经验全省推广", "省级表彰",
                                       "市级通报批评"};
    if (has_story(&city->unit[u]) || between(u, 930, month, 0, 99) >= 24)
        return;
    const char *item = ITEM[between(u, 931, month, 0, 4)];
    struct str no = arena_printf(city->arena, "JJ%d%02d-%02d", YEAR, month, ++*count);
    const char *series = str_ends(str_c(item), STR("批评")) ? "云督通" : "云政通";
    put_event(
        city, w, u, "加减分事项", month, item, no,
        arena_printf(city->arena, "%s〔%d〕%d号", series, YEAR, month * 12 + between(u, 932, month, 0, 11)));
}

static void write_merits(struct city *city, int month)
{
    struct buf b = {0};
    struct csv w = csv_to(&b, true);
    begin_long(&w);
    int count = 0;
    for (size_t i = 0; i < COUNT_OF(MERIT); i++)
        if (MERIT[i].month == month)
            put_event(city, &w, unit_find(city, str_c(MERIT[i].unit)), "加减分事项", month, MERIT[i].item,
                      arena_printf(city->arena, "JJ%d%02d-%02d", YEAR, month, ++count),
                      str_c(MERIT[i].basis));
    for (size_t u = 0; u < city->units; u++)
        put_usual_merit(city, &w, u, month, &count);
    add_table(city, "绩效办", month_name(city->arena, month), handed_in(month, 8), &b, " 加减分");
}

/* ---- ballots ---- */

/* Counts of 满意, 基本满意, 一般, 不满意, 不了解 among n voters, so that the mean of 100, 80, 60 and 0 is the
 * share: of the points that are missing 35 % come from 不满意, 30 % from 一般, 35 % from 基本满意. */
static void votes_of(int share, int n, int ret[5])
{
    int missing = n * (FULL - share) / 10; /* points out of 100 a voter */
    ret[3] = missing * 35 / 100 / 100;
    ret[2] = missing * 30 / 100 / 40;
    ret[1] = clamp((missing - 100 * ret[3] - 40 * ret[2] + 10) / 20, 0, n - ret[3] - ret[2]);
    ret[0] = n - ret[1] - ret[2] - ret[3];
}

static void put_group(struct city *city, struct csv *w, size_t u, struct str period, int quarter, int group)
{
    static const char *const LEVEL[] = {"满意", "基本满意", "一般", "不满意", "不了解"};
    static const struct {
        const char *name;
        enum dimension dimension;
        int least, most;
    } GROUP[] = {{"群众", CITIZENS, 150, 260}, {"企业", FIRMS, 70, 130}, {"两代表一委员", DELEGATES, 36, 60}};
    size_t series = 940 + (size_t)group;
    int n = between(u, series, quarter, GROUP[group].least, GROUP[group].most), votes[5];
    int share = city->unit[u].temper.share[GROUP[group].dimension] + wobble(u, series, quarter, 6);
    votes_of(clamp(share, 0, FULL), n, votes);
    votes[4] = between(u, series, quarter + 10, 0, n / 12);
    for (int i = 0; i < 5; i++)
        if (votes[i])
            put_row(w,
                    (struct str[]){city->unit[u].name, STR("公众评议票"), period,
                                   arena_printf(city->arena, "%d", votes[i]), str_c(GROUP[group].name),
                                   str_c(LEVEL[i]), STR(""), STR("")},
                    8);
}

#define PEER_VOTES 9
static void put_peers(struct city *city, struct csv *w, size_t u, struct str period, int quarter)
{
    int level = city->unit[u].temper.share[PEERS] + wobble(u, 950, quarter, 6);
    for (int i = 0; i < PEER_VOTES; i++) { /* symmetrical about the level, so that trimming keeps the mean */
        int vote = clamp(level + (i - PEER_VOTES / 2) * 8, 0, FULL);
        put_row(w,
                (struct str[]){city->unit[u].name, STR("单位互评"), period, fixed_write(city->arena, vote, 1),
                               STR(""), STR(""), arena_printf(city->arena, "%d", i + 1), STR("")},
                8);
    }
}

static void write_appraisal(struct city *city, int quarter)
{
    struct buf b = {0};
    struct csv w = csv_to(&b, true);
    begin_long(&w);
    struct str period = arena_printf(city->arena, "%dQ%d", YEAR, quarter);
    for (size_t u = 0; u < city->units; u++) {
        for (int g = 0; g < 3; g++)
            put_group(city, &w, u, period, quarter, g);
        put_peers(city, &w, u, period, quarter);
    }
    add_table(city, "绩效办", period, date_ms(YEAR, 3 * quarter + 1, 20, 16, 0), &b, " 公众评议");
}

/* ---- the year ---- */

static void write_pending(struct city *city)
{
    struct buf b = {0};
    struct csv w = csv_to(&b, true);
    put_row(&w, (struct str[]){STR("单位"), STR("期间"), STR("招商到位资金（万元）")}, 3);
    put_row(&w, (struct str[]){STR("松月县"), month_name(city->arena, MONTHS), STR("41200")}, 3);
    add_table(city, "松月县", month_name(city->arena, MONTHS), date_ms(YEAR, MONTHS + 1, 19, 17, 5), &b,
              " 招商到位资金");
    city->table[city->tables - 1].is_pending = true;
}

/* ---- the year before ---- */

/* Hundredths: the mean of the temper, and another year's luck. */
static int past_score(const struct city *city, size_t u)
{
    int sum = 0;
    for (int d = 0; d < DIMENSIONS; d++)
        sum += city->unit[u].temper.share[d];
    return sum * 10 / DIMENSIONS + wobble(u, 960, 0, 180);
}

static struct str write_past(struct city *city)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct csv w = csv_to(&b, true);
    put_row(&w, (struct str[]){STR("年度"), STR("单位"), STR("类别"), STR("得分"), STR("名次"), STR("等次")},
            6);
    for (size_t u = 0; u < city->units; u++) {
        int score = past_score(city, u), rank = 1, of = 0;
        for (size_t k = 0; k < city->units; k++) {
            bool is_rival = str_eq(city->unit[k].class_name, city->unit[u].class_name);
            of += is_rival;
            rank += is_rival && past_score(city, k) > score;
        }
        put_row(&w,
                (struct str[]){arena_printf(city->arena, "%d", YEAR - 1), city->unit[u].name,
                               city->unit[u].class_name, fixed_write(city->arena, score, 2),
                               arena_printf(city->arena, "%d", rank),
                               rank * 10 <= of * 3 ? STR("优秀") : STR("良好")},
                6);
    }
    return arena_str(city->arena, buf_str(&b));
}

static int by_time(const void *a, const void *b)
{
    const struct demo_table *x = a, *y = b;
    int c = (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
    return c ? c : str_cmp(x->file, y->file);
}

enum rc demo_city_make(struct arena *a, struct str organs_csv, struct demo_city *ret, struct err *err)
{
    struct city *city = ARENA_NEW(a, struct city);
    city->arena = a;
    city->cap = 1 + QUARTERS + MONTHS * (COUNT_OF(SERIES) + 2);
    city->table = ARENA_ARRAY(a, struct demo_table, city->cap);
    enum rc rc = read_units(city, organs_csv, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < COUNT_OF(MERIT); i++)
        if (unit_find(city, str_c(MERIT[i].unit)) == city->units)
            return FAIL(err, RC_INVALID, "demo.organs_unfit", "no unit %s", MERIT[i].unit);
    for (int month = 1; month <= MONTHS; month++) {
        write_measured(city, month);
        write_visits(city, month);
        write_merits(city, month);
    }
    for (int quarter = 1; quarter <= QUARTERS; quarter++)
        write_appraisal(city, quarter);
    write_pending(city);
    qsort(city->table, city->tables, sizeof *city->table, by_time);
    *ret = (struct demo_city){.table = city->table, .tables = city->tables, .past_csv = write_past(city)};
    return RC_OK;
}
