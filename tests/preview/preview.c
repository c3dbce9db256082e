/* Writes every page with made-up views into a folder, so that the look can be seen and judged without a
 * server:
 *
 *     preview OUT_DIR [en]
 *
 * The folder can be served as it is (python3 -m http.server --directory OUT_DIR): embedded files lie below
 * assets/. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/err.h"
#include "gen/pages.h"
#include "text/text.h"
#include "web/asset.h"
#include "web/widgets.h"

#define LIST(name, ...) .name = (__VA_ARGS__), .name##_n = sizeof(__VA_ARGS__) / sizeof((__VA_ARGS__)[0])

static const char *out_dir;
static struct buf page;
static struct html h;
static struct arena *arena;

static void write_file(const char *name, struct str bytes)
{
    char path[1000];
    ASSERT(snprintf(path, sizeof path, "%s/%s", out_dir, name) < (int)sizeof path);
    FILE *f = fopen(path, "wb");
    ASSERT(f);
    ASSERT(fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
    ASSERT(fclose(f) == 0);
}

#define PAGE(name, view)                                                                                     \
    do {                                                                                                     \
        buf_clear(&page);                                                                                    \
        page_##name(&h, &view);                                                                              \
        ASSERT(!page.failed);                                                                                \
        write_file(#name ".html", buf_str(&page));                                                           \
    } while (0)

static struct shell_view shell(const char *title, enum place here)
{
    static const struct tab years[] = {{STR_INIT("2026"), STR_INIT("/scores?year=2026"), true},
                                       {STR_INIT("2025"), STR_INIT("/scores?year=2025"), false}};
    return (struct shell_view){.title = str_c(title),
                               .city = STR("云澜市"),
                               .here = here,
                               .back = STR("/scores"),
                               .is_signed_in = true,
                               .user_name = STR("绩效办主任"),
                               .user_role = STR("绩效办"),
                               .user_initial = STR("绩"),
                               .is_demo = true,
                               .demo_clock = STR("2026-11-20 09:00"),
                               .year = STR("2026"),
                               .years = years,
                               .years_n = 2,
                               .may_scores = true,
                               .may_schemes = true,
                               .may_imports = true,
                               .may_organs = true,
                               .may_ledger = true,
                               .may_accounts = true,
                               .may_permits = true};
}

static struct str points(int64_t hundredths, int digits)
{
    return digits == 1 ? arena_printf(arena, "%lld.%lld", (long long)(hundredths / 100),
                                      (long long)(hundredths / 10 % 10))
                       : arena_printf(arena, "%lld.%02lld", (long long)(hundredths / 100),
                                      (long long)(hundredths % 100));
}

/* --- results -----------------------------------------------------------------------------------------------
 */

static const struct tab PERIODS[] = {{STR_INIT("一季度"), STR_INIT("/scores?period=2026Q1"), false},
                                     {STR_INIT("二季度"), STR_INIT("/scores?period=2026Q2"), false},
                                     {STR_INIT("三季度"), STR_INIT("/scores?period=2026Q3"), true}};

static void ranking(void)
{
    static const struct {
        const char *organ;
        int moved, parts[3];
        int adjust;
        const char *grade;
    } DATA[] = {
        {"市财政局", 1, {5710, 1800, 1840}, 100, "优秀"},
        {"市交通运输局", 3, {5650, 1790, 1800}, 120, "优秀"},
        {"市发改委", -2, {5680, 1720, 1870}, 60, "良好"},
        {"市农业农村局", 0, {5590, 1770, 1800}, 90, "良好"},
        {"市水利局", 1, {5530, 1780, 1800}, 20, "良好"},
        {"市工信局", -3, {5580, 1700, 1730}, 80, "良好"},
        {"市商务局", 1, {5530, 1690, 1710}, 110, "良好"},
        {"市文旅广体局", -1, {5890, 1410, 1680}, 30, "良好"},
        {"市国资委", 0, {5510, 1680, 1700}, 0, "良好"},
        {"市统计局", 2, {5420, 1710, 1700}, 0, "合格"},
        {"市自规局", -1, {5320, 1560, 1660}, -40, "合格"},
        {"市住建局", -1, {5010, 1520, 1720}, -150, "合格"},
    };
    struct rank_row rows[COUNT_OF(DATA)] = {0};
    for (size_t i = 0; i < COUNT_OF(DATA); i++) {
        int64_t sum = DATA[i].parts[0] + DATA[i].parts[1] + DATA[i].parts[2];
        struct rank_row *r = &rows[i];
        *r = (struct rank_row){.organ = str_c(DATA[i].organ),
                               .url = STR("/unit.html"),
                               .rank = arena_printf(arena, "%zu", i + 1),
                               .moved = DATA[i].moved,
                               .has_last = true,
                               .last_rank = arena_printf(arena, "%d", (int)i + 1 + DATA[i].moved),
                               .last_total = points(sum - 70, 1),
                               .total = points(sum + DATA[i].adjust, 1),
                               .grade = str_c(DATA[i].grade),
                               .adjust_is_minus = DATA[i].adjust < 0,
                               .is_mine = i == 11};
        if (DATA[i].adjust)
            r->adjust = arena_printf(arena, "%s%d.%d", DATA[i].adjust < 0 ? "−" : "+",
                                     abs(DATA[i].adjust) / 100, abs(DATA[i].adjust) / 10 % 10);
        for (size_t k = 0; k < 3; k++)
            r->part_text[k] = points(r->part[k] = DATA[i].parts[k], 1);
    }
    struct ranking_view v = {
        .shell = shell("排名与解释", PLACE_SCORES),
        .class_name = STR("二类 经济发展"),
        .period = STR("2026 年三季度"),
        .last_period = STR("二季度"),
        .scheme_name = STR("云澜市 2026 年度考评方案 v2"),
        .scheme_url = STR("/scheme.html"),
        .state = STR("公示中 至 12-05"),
        .computed_at = STR("11-20 09:00"),
        .csv_url = STR("/scores.csv?class=2"),
        LIST(classes, (const struct tab[]){{STR("一类 党群"), STR("/scores?class=1"), false},
                                           {STR("二类 经济发展"), STR("/scores?class=2"), true},
                                           {STR("三类 民生"), STR("/scores?class=3"), false},
                                           {STR("四类 执法与服务"), STR("/scores?class=4"), false},
                                           {STR("五类 垂直管理"), STR("/scores?class=5"), false},
                                           {STR("区县"), STR("/scores?class=6"), false}}),
        .periods = PERIODS,
        .periods_n = COUNT_OF(PERIODS),
        LIST(sentence,
             (const struct phrase[]){{STR("二类 12 个单位中"), STR("")},
                                     {STR("市财政局 94.5 分"), STR("/unit.html")},
                                     {STR("居第一；上升最多的是"), STR("")},
                                     {STR("市交通运输局（▲3）"), STR("/unit.html")},
                                     {STR("，下降最多的是"), STR("")},
                                     {STR("市工信局（▽3）"), STR("/unit.html")},
                                     {STR("。首尾相差 13.5 分，其中 7.0 分差在指标考核。"), STR("")}}),
        LIST(parts, (const struct score_part_view[]){{STR("指标考核"), STR("60")},
                                                     {STR("公众评议"), STR("20")},
                                                     {STR("专项考核"), STR("20")}}),
        .rows = rows,
        .rows_n = COUNT_OF(rows)};
    v.axis = bar_axis_fit(v.rows, v.rows_n, v.parts_n);
    PAGE(ranking, v);
}

static const struct node_row NODES[] = {
    {STR_INIT("指标考核"), STR_INIT("/indicator.html"), 0, STR_INIT("60"), STR_INIT("50.10"),
     STR_INIT("−9.90"), STR_INIT("55.2"), STR_INIT("12/12"), STR_INIT(""), 5010, 6000, 5520},
    {STR_INIT("重点项目"), STR_INIT("/indicator.html"), 1, STR_INIT("16"), STR_INIT("14.90"),
     STR_INIT("−1.10"), STR_INIT("14.6"), STR_INIT("5/12"), STR_INIT(""), 1490, 1600, 1460},
    {STR_INIT("经济运行"), STR_INIT("/indicator.html"), 1, STR_INIT("14"), STR_INIT("11.60"),
     STR_INIT("−2.40"), STR_INIT("12.9"), STR_INIT("11/12"), STR_INIT(""), 1160, 1400, 1290},
    {STR_INIT("民生实事"), STR_INIT("/indicator.html"), 1, STR_INIT("14"), STR_INIT("12.10"),
     STR_INIT("−1.90"), STR_INIT("12.8"), STR_INIT("9/12"), STR_INIT(""), 1210, 1400, 1280},
    {STR_INIT("督办落实"), STR_INIT("/indicator.html"), 1, STR_INIT("8"), STR_INIT("3.20"), STR_INIT("−4.80"),
     STR_INIT("7.1"), STR_INIT("12/12"), STR_INIT(""), 320, 800, 710},
    {STR_INIT("红灯天数"), STR_INIT("/indicator.html"), 2, STR_INIT("5"), STR_INIT("1.30"), STR_INIT("−3.70"),
     STR_INIT("4.6"), STR_INIT("12/12"), STR_INIT(""), 130, 500, 460},
    {STR_INIT("重复延期"), STR_INIT("/indicator.html"), 2, STR_INIT("3"), STR_INIT("1.90"), STR_INIT("−1.10"),
     STR_INIT("2.5"), STR_INIT("11/12"), STR_INIT(""), 190, 300, 250},
    {STR_INIT("营商环境"), STR_INIT("/indicator.html"), 1, STR_INIT("8"), STR_INIT("8.00"), STR_INIT(""),
     STR_INIT("7.4"), STR_INIT("1/12"), STR_INIT(""), 800, 800, 740},
    {STR_INIT("外资引进"), STR_INIT("/indicator.html"), 2, STR_INIT("—"), STR_INIT("—"), STR_INIT(""),
     STR_INIT(""), STR_INIT(""), STR_INIT("不考"), 0, 0, -1},
    {STR_INIT("公众评议"), STR_INIT("/indicator.html"), 0, STR_INIT("20"), STR_INIT("15.20"),
     STR_INIT("−4.80"), STR_INIT("16.9"), STR_INIT("11/12"), STR_INIT(""), 1520, 2000, 1690},
    {STR_INIT("专项考核"), STR_INIT("/indicator.html"), 0, STR_INIT("20"), STR_INIT("17.20"),
     STR_INIT("−2.80"), STR_INIT("17.6"), STR_INIT("8/12"), STR_INIT(""), 1720, 2000, 1760},
};

static const int RANKS[][3] = {{1, 1, 2}, {5, 4, 1}, {2, 2, 3}, {6, 6, 4}, {3, 5, 5}, {4, 4, 6}};

static void unit(void)
{
    struct unit_view v = {
        .shell = shell("市住房和城乡建设局", PLACE_SCORES),
        .organ = STR("市住建局"),
        .organ_full = STR("市住房和城乡建设局"),
        .class_name = STR("二类 经济发展"),
        .class_url = STR("/ranking.html"),
        .period = STR("2026 年三季度"),
        .scheme_name = STR("2026 年度考评方案 v2"),
        .scheme_url = STR("/scheme.html"),
        .state = STR("公示中 至 12-05"),
        .total = STR("81.0"),
        .full = STR("100"),
        .rank = STR("12"),
        .grade = STR("合格"),
        .ranked = 12,
        .moved = -1,
        .has_last = true,
        .last_period = STR("二季度"),
        .last_total = STR("82.4"),
        .last_rank = STR("11"),
        .fingerprint = STR("b7e4019d5c3a88f20a6f1d2c94b65e07"),
        .computed_at = STR("11-20 09:00"),
        .csv_url = STR("/scores/zjj.csv"),
        .periods = PERIODS,
        .periods_n = COUNT_OF(PERIODS),
        LIST(sentence, (const struct phrase[]){{STR("与同类平均相比，失分主要在"), STR("")},
                                               {STR("督办落实（−4.8）"), STR("/indicator.html")},
                                               {STR("和"), STR("")},
                                               {STR("公众评议（−4.8）"), STR("/indicator.html")},
                                               {STR("；营商环境居同类第一。"), STR("")}}),
        LIST(waterfall,
             (const struct waterfall_row[]){
                 {STR("满分"), STR(""), STR("100"), WATERFALL_TOTAL, 0, 10000},
                 {STR("经济发展"), STR("/indicator.html"), STR("−2.4"), WATERFALL_LOSS, 10000, 9760},
                 {STR("重点项目"), STR("/indicator.html"), STR("−1.1"), WATERFALL_LOSS, 9760, 9650},
                 {STR("民生实事"), STR("/indicator.html"), STR("−1.9"), WATERFALL_LOSS, 9650, 9460},
                 {STR("督办落实"), STR("/indicator.html"), STR("−4.8"), WATERFALL_LOSS, 9460, 8980},
                 {STR("诉求办理"), STR("/indicator.html"), STR("−2.7"), WATERFALL_LOSS, 8980, 8710},
                 {STR("公众评议"), STR("/indicator.html"), STR("−4.8"), WATERFALL_LOSS, 8710, 8230},
                 {STR("加分"), STR("/indicator.html"), STR("+1.2"), WATERFALL_GAIN, 8230, 8350},
                 {STR("扣分"), STR("/indicator.html"), STR("−2.5"), WATERFALL_LOSS, 8350, 8100},
                 {STR("得分"), STR(""), STR("81.0"), WATERFALL_TOTAL, 0, 8100}}),
        .nodes = NODES,
        .nodes_n = COUNT_OF(NODES),
        LIST(adjusts,
             (const struct adjust_row[]){
                 {STR("老旧小区改造获省级通报表扬"), STR("+1.2"), false, STR("云政通〔2026〕31 号"),
                  STR("2026-08-14"), STR("1187"), STR("/ledger_entry.html")},
                 {STR("重复延期被市政府办公室通报"), STR("−2.5"), true, STR("云督通〔2026〕9 号"),
                  STR("2026-09-22"), STR("1342"), STR("/ledger_entry.html")}}),
        LIST(history,
             (const struct history_point[]){
                 {STR("一季度"), STR("84.1"), STR("10"), STR("/scores/zjj?period=2026Q1"), 10, false},
                 {STR("二季度"), STR("82.4"), STR("11"), STR("/scores/zjj?period=2026Q2"), 11, false},
                 {STR("三季度"), STR("81.0"), STR("12"), STR(""), 12, true}}),
        LIST(lines, (const struct bump_line[]){{STR("市财政局"), RANKS[0], 3, false},
                                               {STR("市交通运输局"), RANKS[1], 3, false},
                                               {STR("市发改委"), RANKS[2], 3, false},
                                               {STR("市文旅广体局"), RANKS[3], 3, false},
                                               {STR("市自规局"), RANKS[4], 3, false},
                                               {STR("市住建局"), RANKS[5], 3, true}})};
    PAGE(unit, v);
}

static void indicator(void)
{
    struct indicator_view v = {
        .shell = shell("招商到位资金", PLACE_SCORES),
        .organ = STR("松月县"),
        .name = STR("招商到位资金"),
        .code = STR("A1.2"),
        .class_name = STR("区县"),
        .period = STR("2026 年三季度"),
        .scheme_name = STR("2026 年度考评方案 v2"),
        .scheme_url = STR("/scheme.html"),
        .clause = STR("方案第十二条第（二）项"),
        LIST(crumbs, (const struct crumb[]){{STR("排名与解释 · 区县"), STR("/ranking.html")},
                                            {STR("松月县"), STR("/unit.html")},
                                            {STR("指标考核"), STR("/indicator.html")},
                                            {STR("招商到位资金"), STR("")}}),
        .score = STR("7.32"),
        .full = STR("8"),
        .lost = STR("−0.68"),
        .rank = STR("3/8"),
        .words = STR("完成值与目标值之比乘以权重，超过目标不加分。"),
        .formula = STR("权重 × min(完成值 ÷ 目标值, 1)"),
        .numbers = STR("8 × min(4,120 ÷ 4,500, 1) = 7.32"),
        .rounding = STR("四舍五入，保留两位小数；上级按公布的两位小数汇总。"),
        .engine = STR("score 0.1.0"),
        .fingerprint = STR("b7e4019d5c3a88f20a6f1d2c94b65e07"),
        .note = STR("10 月原报 41,200 万元，为前 11 月常值的 10.1 倍，已退回核实并更正为 4,120 万元。"),
        LIST(steps, (const struct step_row[]){{STR("本年累计"), STR("1,310 ＋ 1,390 ＋ 1,420"), STR("4,120")},
                                              {STR("与目标值之比"), STR("4,120 ÷ 4,500"), STR("0.9156")},
                                              {STR("乘以权重"), STR("0.9156 × 8"), STR("7.32")}}),
        LIST(stats, (const struct stat_row[]){{STR("同类最大"), STR("4,860 万元"), STR("澜东区")},
                                              {STR("同类最小"), STR("2,140 万元"), STR("白鹭县")},
                                              {STR("同类平均"), STR("3,720 万元"), STR("")},
                                              {STR("本单位名次"), STR("3/8"), STR("")}}),
        LIST(inputs, (const struct input_row[]){
                         {STR("招商到位资金"), STR("2026-07"), STR("1,310"), STR("万元"), STR("松月县联络员"),
                          STR("2026-08-05 10:12"), STR("1024"), STR("/ledger_entry.html"),
                          STR("招商到位资金_7月.csv 第 6 行"), STR("/import.html"), true},
                         {STR("招商到位资金"), STR("2026-08"), STR("1,390"), STR("万元"), STR("松月县联络员"),
                          STR("2026-09-04 16:40"), STR("1109"), STR("/ledger_entry.html"),
                          STR("招商到位资金_8月.csv 第 6 行"), STR("/import.html"), true},
                         {STR("招商到位资金"), STR("2026-09"), STR(""), STR("万元"), STR(""), STR(""),
                          STR(""), STR(""), STR(""), STR(""), false}})};
    PAGE(indicator, v);
}

/* --- schemes and imports -----------------------------------------------------------------------------------
 */

static const struct receipt_view RECEIPT = {
    STR_INIT("1346"), STR_INIT("/ledger_entry.html"),
    STR_INIT("6a09e667f3bcc908b2fb1366ea957d3e3adec17512775099da2f590b0667322a"),
    STR_INIT("2026-11-20 08:41"), STR_INIT("绩效办主任")};

static const struct scheme_row SCHEMES[] = {
    {STR_INIT("/scheme.html"), STR_INIT("云澜市 2026 年度考评方案"), STR_INIT("v2"), STR_INIT("启用中"), true,
     STR_INIT("2026-07-01"), STR_INIT("2026-12-31"), 6, 74, STR_INIT("绩效办主任"),
     STR_INIT("2026-06-24 15:20")},
    {STR_INIT("/scheme.html"), STR_INIT("云澜市 2026 年度考评方案"), STR_INIT("v1"), STR_INIT("已被替代"),
     false, STR_INIT("2026-01-01"), STR_INIT("2026-06-30"), 6, 72, STR_INIT("绩效办主任"),
     STR_INIT("2025-12-29 10:05")},
    {STR_INIT("/scheme.html"), STR_INIT("云澜市 2027 年度考评方案"), STR_INIT("v1"), STR_INIT("草稿"), false,
     STR_INIT("2027-01-01"), STR_INIT(""), 6, 70, STR_INIT("绩效办主任"), STR_INIT("2026-11-18 17:31")},
};

static const struct problem_row PROBLEMS[] = {
    {STR_INIT("D14"), STR_INIT("41,200"), STR_INIT("约为松月县前 11 月常值的 10.1 倍"),
     STR_INIT("请核对是否多录了一个零"), true},
    {STR_INIT("A22"), STR_INIT("市发改局"), STR_INIT("找不到单位“市发改局”"),
     STR_INIT("您是不是指“市发改委”？"), false},
    {STR_INIT("C31"), STR_INIT("13月"), STR_INIT("月份应为 1 到 12"), STR_INIT("写成 2026-10、10月 都可以"),
     false},
    {STR_INIT("第 40 行"), STR_INIT(""), STR_INIT("与第 12 行是同一单位、同一指标、同一时期"),
     STR_INIT("只保留一行"), false},
};

static void schemes(void)
{
    struct schemes_view list = {.shell = shell("考评方案", PLACE_SCHEMES),
                                .may_add = true,
                                .rows = SCHEMES,
                                .rows_n = COUNT_OF(SCHEMES)};
    PAGE(schemes, list);
    struct scheme_view v = {
        .shell = shell("云澜市 2026 年度考评方案 v2", PLACE_SCHEMES),
        .row = SCHEMES[0],
        .receipt = RECEIPT,
        .hash = STR("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        .text_url = STR("/schemes/2/text"),
        .scores_url = STR("/ranking.html"),
        .full = STR("100"),
        .rounding = STR("四舍五入，逐级两位"),
        .tie_rule = STR("并列同名次，其后顺延（1、2、2、4）"),
        .grades = STR("优秀不超过 25%，良好 80 分以上，合格 60 分以上"),
        LIST(versions, (const struct tab[]){{STR("v1"), STR("/scheme.html"), false},
                                            {STR("v2"), STR("/scheme.html"), true}}),
        LIST(classes,
             (const struct scheme_class[]){{STR("一类 党群"), 11, STR("市委办公室、组织部、宣传部等")},
                                           {STR("二类 经济发展"), 12, STR("发改委、工信局、财政局等")},
                                           {STR("三类 民生"), 12, STR("教育局、科技局、民政局等")},
                                           {STR("区县"), 8, STR("澜东区、澜西区、望潮区等")}}),
        LIST(nodes, (const struct scheme_node[]){
                        {STR("指标考核"), STR("A"), 0, STR("60"), STR("60"), STR("合计"), STR(""), STR(""),
                         60, 100, false},
                        {STR("重点项目"), STR("A1"), 1, STR("16"), STR("16"), STR("合计"), STR(""), STR(""),
                         16, 100, false},
                        {STR("重大项目开工率"), STR("A1.1"), 2, STR("8"), STR(""),
                         STR("完成率封顶"), STR("填报"), STR(""), 8, 100, true},
                        {STR("招商到位资金"), STR("A1.2"), 2, STR("8"), STR(""), STR("完成率封顶"),
                         STR("填报"), STR("不考名单 3"), 8, 100, true},
                        {STR("督办落实"), STR("A4"), 1, STR("8"), STR("8"), STR("合计"), STR(""), STR(""), 8,
                         100, false},
                        {STR("红灯天数"), STR("A4.1"), 2, STR("5"), STR(""), STR("每天扣 0.1，扣完为止"),
                         STR("督办台账"), STR(""), 5, 100, true},
                        {STR("公众评议"), STR("B"), 0, STR("20"), STR("20"), STR("合计"), STR(""), STR(""),
                         20, 100, false},
                        {STR("专项考核"), STR("C"), 0, STR("20"), STR("20"), STR("合计"), STR(""), STR(""),
                         20, 100, false}})};
    PAGE(scheme, v);
    struct scheme_new_view n = {
        .shell = shell("新增方案", PLACE_SCHEMES),
        .text = {STR("name: 云澜市 2027 年度考评方案\nclasses:\n  - code: C2\n    weights: {A: 60, B: 20, C: "
                     "21}\n"),
                 STR("有 1 处错误，见上表")},
        .example_url = STR("/schemes/example"),
        .errors = {(const struct form_error[]){
                       {STR("text"), STR("方案没有通过校验"), STR("改好下表所列各处后再提交。")}},
                   1},
        .problems = {
            (const struct problem_row[]){{STR("第 4 行"), STR("C: 21"), STR("二类的权重合计 101，应为 100"),
                                          STR("把 C 改为 20，或调低 A、B"), false}},
            1, 0, 1, 0}};
    n.shell.has_error = true;
    PAGE(scheme_new, n);
}

static void imports(void)
{
    static const struct import_row ROWS[] = {
        {STR_INIT("/import.html"), STR_INIT("招商到位资金_10月.csv"), STR_INIT("2026 年度考评方案 v2"),
         STR_INIT("2026-10"), STR_INIT("绩效办主任"), STR_INIT("2026-11-20 08:41"), STR_INIT("1346"),
         STR_INIT("/ledger_entry.html"), 65, 65, 58, 4, 3, 0},
        {STR_INIT("/import.html"), STR_INIT("公众评议_三季度.csv"), STR_INIT("2026 年度考评方案 v2"),
         STR_INIT("2026Q3"), STR_INIT("绩效办主任"), STR_INIT("2026-10-12 15:02"), STR_INIT("1288"),
         STR_INIT("/ledger_entry.html"), 57, 285, 285, 0, 0, 0},
        {STR_INIT("/import.html"), STR_INIT("粘贴的表格"), STR_INIT("2026 年度考评方案 v2"),
         STR_INIT("2026-09"), STR_INIT("绩效办主任"), STR_INIT("2026-10-09 09:30"), STR_INIT("1251"),
         STR_INIT("/ledger_entry.html"), 12, 12, 0, 2, 10, 1},
    };
    struct imports_view list = {.shell = shell("数据导入", PLACE_IMPORTS),
                                .may_import = true,
                                .rows = ROWS,
                                .rows_n = COUNT_OF(ROWS),
                                .pager = {132, 1, 3, STR(""), STR("/imports?page=2")}};
    PAGE(imports, list);
    struct import_view v = {
        .shell = shell("导入回执", PLACE_IMPORTS),
        .row = ROWS[0],
        .receipt = RECEIPT,
        .file_hash = STR("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
        .changes_hash = STR("fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"),
        .file_url = STR("/blobs/2c26"),
        .changes_url = STR("/blobs/fcde"),
        .scores_url = STR("/ranking.html"),
        LIST(changes,
             (const struct import_change[]){
                 {STR("松月县"), STR("招商到位资金"), STR("2026-10"), STR("4,120")},
                 {STR("白鹭县"), STR("招商到位资金"), STR("2026-10"), STR("2,140")},
                 {STR("望潮区"), STR("招商到位资金"), STR("2026-10"), STR("4,380")}}),
        .changes_more = 59};
    v.shell.notice = STR("导入完成，排名已重新计算。");
    PAGE(import, v);
    struct import_new_view n = {
        .shell = shell("导入一张表", PLACE_IMPORTS),
        .scheme = {STR("2"), STR("")},
        .period = {STR("2026-10"), STR("")},
        .text = {STR("单位\t指标\t月份\t数值\n松月县\t招商到位资金\t10月\t41,"
                     "200\n市发改局\t招商到位资金\t10月\t3,800\n"),
                 STR("")},
        .file = {STR(""), STR("没有导入：3 处错误")},
        LIST(schemes, (const struct option[]){{STR("2"), STR("云澜市 2026 年度考评方案 v2")},
                                              {STR("1"), STR("云澜市 2026 年度考评方案 v1")}}),
        .template_url = STR("/imports/template.csv"),
        .errors = {(const struct form_error[]){
                       {STR("file"), STR("没有导入：3 处错误"), STR("改好后重新提交。")}},
                   1},
        .was_read = true,
        .problems = {PROBLEMS, COUNT_OF(PROBLEMS), 0, 3, 1}};
    n.shell.has_error = true;
    PAGE(import_new, n);
}

/* --- organs, ledger, accounts ------------------------------------------------------------------------------
 */

static void organs(void)
{
    struct organs_view list = {
        .shell = shell("单位与人员", PLACE_ORGANS),
        .day = {STR("2026-11-20"), STR("")},
        LIST(classes, (const struct tab[]){{STR("全部"), STR("/organs"), true},
                                           {STR("二类 经济发展"), STR("/organs?class=2"), false}}),
        LIST(rows, (const struct organ_row[]){
                       {STR("/organ.html"), STR("zjj"), STR("市住房和城乡建设局"), STR("市住建局"),
                        STR("二类 经济发展"), STR("市政府"), STR("工作部门"), 3, false, 0},
                       {STR("/organ.html"), STR("zrzy"), STR("市自然资源和规划局"), STR("市自规局"),
                        STR("二类 经济发展"), STR("市政府"), STR("工作部门"), 2, false, 0},
                       {STR("/organ.html"), STR("lyj"), STR("市旅游发展委员会"), STR("市旅发委"), STR(""),
                        STR("市政府"), STR("工作部门"), 0, true, 0}})};
    PAGE(organs, list);
    struct organ_view v = {
        .may_rename = true,
        .rename_url = STR("/organs/zjj/name"),
        .shell = shell("市住房和城乡建设局", PLACE_ORGANS),
        .code = STR("zjj"),
        .name = STR("市住房和城乡建设局"),
        .short_name = STR("市住建局"),
        .kind = STR("工作部门"),
        .day = STR("2026-11-20"),
        .reveal_url = STR("/organs/zjj/reveal"),
        .appoint_url = STR("/organs/zjj/appoint"),
        .scores_url = STR("/unit.html"),
        .revealed = RECEIPT,
        LIST(names,
             (const struct dated_row[]){
                 {STR("市住房和城乡建设局"), STR(""), STR("2019-01-14"), STR(""), true},
                 {STR("市城乡建设委员会"), STR(""), STR("2010-05-01"), STR("2019-01-13"), false}}),
        LIST(classes, (const struct dated_row[]){{STR("二类 经济发展"), STR("/ranking.html"),
                                                  STR("2026-01-01"), STR(""), true}}),
        LIST(parents, (const struct dated_row[]){{STR("市政府"), STR("/organ.html"), STR("2010-05-01"),
                                                  STR(""), true}}),
        LIST(people,
             (const struct person_row[]){
                 {STR("1"), STR("陈*"), STR("100-****-0147"), STR("主要负责人"), STR("2024-03-01"), STR(""),
                  true, false, true, STR("/confirm.html")},
                 {STR("2"), STR("林望舒"), STR("100-0000-0288"), STR("绩效联络员"), STR("2025-09-10"),
                  STR(""), false, true, true, STR("/confirm.html")}}),
        .may_appoint = true,
        .from = {STR("2026-11-20"), STR("")}};
    PAGE(organ, v);
}

static void ledger(void)
{
    static const struct entry_row ROWS[] = {
        {STR_INIT("1346"), STR_INIT("/ledger_entry.html"), STR_INIT("导入数据"),
         STR_INIT("招商到位资金_10月.csv"), STR_INIT("绩效办主任"), STR_INIT("2026-11-20 08:41"),
         STR_INIT("6a09e667f3bc…")},
        {STR_INIT("1345"), STR_INIT("/ledger_entry.html"), STR_INIT("查看私密字段"),
         STR_INIT("市住建局 绩效联络员"), STR_INIT("督查室科员"), STR_INIT("2026-11-20 08:33"),
         STR_INIT("bb67ae8584ca…")},
        {STR_INIT("1344"), STR_INIT("/ledger_entry.html"), STR_INIT("任命人员"), STR_INIT("市水利局"),
         STR_INIT("系统管理员"), STR_INIT("2026-11-19 17:05"), STR_INIT("3c6ef372fe94…")},
    };
    struct ledger_view list = {.shell = shell("台账留痕", PLACE_LEDGER),
                               .size = 1346,
                               .root =
                                   STR("5d41402abc4b2a76b9719d911017c5925d41402abc4b2a76b9719d911017c592"),
                               .checkpoint_at = STR("2026-11-20 08:45"),
                               .checkpoint_size = STR("1346"),
                               .rows = ROWS,
                               .rows_n = COUNT_OF(ROWS),
                               .pager = {1346, 2, 27, STR("/ledger"), STR("/ledger?page=3")}};
    PAGE(ledger, list);
    struct ledger_entry_view v = {
        .shell = shell("台账第 1346 条", PLACE_LEDGER),
        .row = ROWS[0],
        .leaf = RECEIPT.leaf,
        .checkpoint_size = STR("1346"),
        .checkpoint_at = STR("2026-11-20 08:45"),
        .checkpoint =
            STR("kaocheng.yunlan.example/log\n1346\nXUFAKrxLKna5cZ2REBfFkl1BQCq8Syp2uXGdkRAXxZI=\n\n— "
                "kaocheng.yunlan.example/log 4Zx0h0a6…\n"),
        .proof_url = STR("/ledger/1346.tlog-proof"),
        .is_proven = true,
        .prev_url = STR("/ledger_entry.html"),
        .may_body = true,
        LIST(body,
             (const struct body_line[]){
                 {0, STR("act"), STR("import_values"), false, true, false},
                 {0, STR("actor"), STR(""), false, false, false},
                 {1, STR("account"), STR("12"), false, false, false},
                 {1, STR("role"), STR("perf_office"), false, true, false},
                 {0, STR("at"), STR("1795135260000"), false, false, false},
                 {0, STR("blob"), STR("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
                  true, false, false},
                 {0, STR("phone"), STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                  true, false, true}}),
        LIST(changes,
             (const struct change_row[]){
                 {STR("数值"), STR("松月县 / 招商到位资金 / 2026-10"), STR("数值"), STR("4,120"), false,
                  false},
                 {STR("人员"), STR("市水利局"), STR("电话"), STR("e3b0c44298fc1c14…"), true, false},
                 {STR("数值"), STR("丹枫市 / 新开工项目 / 2026-10"), STR(""), STR(""), false, true}}),
        LIST(path,
             (const struct hash_row[]){
                 {STR("右 · 第 1 层"), STR("a54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f")},
                 {STR("左 · 第 2 层"), STR("1f83d9abfb41bd6b5be0cd19137e2179cbbb9d5dc1059ed8")}}),
        LIST(blobs, (const struct blob_row[]){
                        {STR("招商到位资金_10月.csv"),
                         STR("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"), STR("4 KB"),
                         STR("/blobs/2c26")}})};
    PAGE(ledger_entry, v);
}

static void accounts(void)
{
    static const struct option ROLES[] = {{STR_INIT("perf_office"), STR_INIT("绩效办")},
                                          {STR_INIT("auditor"), STR_INIT("审计")}};
    struct accounts_view list = {
        .shell = shell("账号", PLACE_ACCOUNTS),
        .may_add = true,
        LIST(rows,
             (const struct account_row[]){
                 {STR("1"), STR("jxb"), STR("绩效办主任"), STR("市绩效办"), STR("绩效办"), STR("2025-12-01"),
                  STR("2026-11-20"), false, false, STR("/accounts/jxb/close"), STR("/accounts/jxb/grant"),
                  STR("/accounts/jxb/revoke"), ROLES, ROLES, COUNT_OF(ROLES), 1},
                 {STR("2"), STR("zjj-llr"), STR("市住建局联络员"), STR("市住建局"), STR("单位联络员"),
                  STR("2025-12-01"), STR(""), true, false, STR("/accounts/zjj-llr/close")}})};
    PAGE(accounts, list);
    struct account_new_view n = {
        .shell = shell("开通账号", PLACE_ACCOUNTS),
        .login = {STR("ZJJ llr"), STR("账号只能用小写字母、数字和连字符")},
        LIST(organs, (const struct option[]){{STR("zjj"), STR("市住建局")}}),
        .errors = {(const struct form_error[]){
                       {STR("login"), STR("账号只能用小写字母、数字和连字符"), STR("例如 zjj-llr")}},
                   1}};
    n.shell.has_error = true;
    PAGE(account_new, n);
    struct me_view me = {.shell = shell("我的", PLACE_ME),
                         .login = STR("jxb"),
                         .name = STR("绩效办主任"),
                         .organ = STR("市绩效办"),
                         .scores_url = STR("/unit.html"),
                         LIST(roles, (const struct option[]){{STR("perf_office"), STR("绩效办")},
                                                             {STR("auditor"), STR("审计")}})};
    PAGE(me, me);
    struct confirm_view c = {
        .shell = shell("启用方案", PLACE_SCHEMES),
        .heading = STR("启用方案"),
        .warning = STR("启用后这一版本不能再改。"),
        .action = STR("/schemes/3/start"),
        .button = STR("确认启用"),
        .cancel_url = STR("/scheme.html"),
        .wants_reason = true,
        LIST(rows,
             (const struct confirm_row[]){{STR("方案"), STR("云澜市 2027 年度考评方案 v1"), STR("")},
                                          {STR("适用时间"), STR("2027-01-01 起"), STR("/scheme_new.html")}}),
        LIST(fields, (const struct confirm_field[]){{STR("scheme"), STR("3")}})};
    PAGE(confirm, c);
}

static void permits(void)
{
    static const struct permit_cell CELLS[] = {
        {false, false}, {true, false}, {true, false}, {false, true}, {false, false}};
    struct permits_view v = {
        .shell = shell("权限一览", PLACE_PERMITS),
        LIST(roles, (const struct str[]){STR("未登录"), STR("绩效办"), STR("领导"), STR("单位联络员"),
                                         STR("系统管理员")}),
        LIST(rows, (const struct permit_row[]){{STR("看排名"), false, CELLS, COUNT_OF(CELLS)},
                                               {STR("导入数据"), true, CELLS, COUNT_OF(CELLS)}})};
    PAGE(permits, v);
}

static void others(void)
{
    struct identity_view id = {
        .shell = shell("换个身份看看", PLACE_NONE),
        .next = STR("/scores"),
        LIST(cards, (const struct identity_card[]){{STR("jxb"), STR("绩效办主任"), STR("绩效办"),
                                                    STR("定方案、导数据、看排名、答复异议"), STR("绩"), true},
                                                   {STR("xnb"), STR("效能办科长"), STR("效能办"),
                                                    STR("看慢在哪一环，发黄牌红牌"), STR("效"), false},
                                                   {STR("dcs"), STR("督查室主任"), STR("督查室"),
                                                    STR("盯 186 件督办，催办销号"), STR("督"), false},
                                                   {STR("ld"), STR("分管副市长"), STR("领导"),
                                                    STR("一分钟看清谁好谁差、为什么"), STR("领"), false},
                                                   {STR("zjj"), STR("市住建局联络员"), STR("单位联络员"),
                                                    STR("看自己的得分，知道差在哪里"), STR("联"), false},
                                                   {STR("ck"), STR("政务大厅综窗"), STR("窗口"),
                                                    STR("收件、流转、办结、评价"), STR("窗"), false},
                                                   {STR("sj"), STR("市审计局处长"), STR("审计"),
                                                    STR("抽查任一数字，直到台账条目"), STR("审"), false},
                                                   {STR("sys"), STR("系统管理员"), STR("系统管理员"),
                                                    STR("开账号，看不到分数"), STR("系"), false},
                                                   {STR("sec"), STR("安全管理员"), STR("安全管理员"),
                                                    STR("授角色，看不到分数"), STR("安"), false},
                                                   {STR("aud"), STR("审计管理员"), STR("审计管理员"),
                                                    STR("看前两位做了什么"), STR("计"), false}})};
    PAGE(identity, id);
    struct error_view e = {
        .shell = shell("没有这一页", PLACE_NONE), .status = 404, .request_id = STR("7f3a-0092")};
    PAGE(error, e);
    struct about_view a = {
        .shell = shell("关于考成", PLACE_ABOUT),
        .version = STR("0.1.0"),
        .commit = STR("01913ba"),
        .origin = STR("kaocheng.yunlan.example/log"),
        .public_key = STR("kaocheng.yunlan.example/log+4f1a…+AbC0dE1f"),
        .entries = 1346,
        LIST(versions, (const struct version_row[]){{STR("SQLite"), STR("3.40.1"), STR("公有领域")},
                                                    {STR("libmicrohttpd"), STR("0.9.75"), STR("LGPL-2.1")},
                                                    {STR("ECharts"), STR("6.1.0"), STR("Apache-2.0")}})};
    PAGE(about, a);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: preview OUT_DIR [en]\n");
        return 2;
    }
    out_dir = argv[1];
    char assets[1000];
    ASSERT(snprintf(assets, sizeof assets, "%s/assets", out_dir) < (int)sizeof assets);
    mkdir(out_dir, 0755);
    mkdir(assets, 0755);
    arena = arena_new(0);
    h = (struct html){
        .out = &page, .lang = argc > 2 ? LANG_EN : LANG_ZH_CN, .csrf = STR("token"), .idem = STR("key")};
    for (size_t i = 0; i < ASSETS_COUNT; i++)
        write_file(ASSETS[i].path.p + 1, ASSETS[i].raw);
    ranking();
    unit();
    indicator();
    schemes();
    imports();
    organs();
    ledger();
    accounts();
    permits();
    others();
    buf_release(&page);
    arena_free(arena);
    return 0;
}
