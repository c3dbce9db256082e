/* The head of minutes and what stands around their text. */
#include "paper/reader.h"

static const struct {
    const char *word;
    enum meeting_kind kind;
} KIND[] = {
    {"常委会扩大会议", MEETING_STANDING_COMMITTEE},
    {"常委会会议", MEETING_STANDING_COMMITTEE},
    {"常委会议", MEETING_STANDING_COMMITTEE},
    {"常委会(扩大)会议", MEETING_STANDING_COMMITTEE},
    {"常委会", MEETING_STANDING_COMMITTEE},
    {"常务会议", MEETING_EXECUTIVE},
    {"常务会", MEETING_EXECUTIVE},
    {"市长办公会议", MEETING_MAYORS},
    {"市长办公会", MEETING_MAYORS},
    {"县长办公会议", MEETING_MAYORS},
    {"县长办公会", MEETING_MAYORS},
    {"区长办公会议", MEETING_MAYORS},
    {"区长办公会", MEETING_MAYORS},
    {"党组(扩大)会议", MEETING_PARTY_GROUP},
    {"党组扩大会议", MEETING_PARTY_GROUP},
    {"党组会议", MEETING_PARTY_GROUP},
    {"党组会", MEETING_PARTY_GROUP},
    {"党委会议", MEETING_PARTY_GROUP},
    {"党委会", MEETING_PARTY_GROUP},
    {"专题会议", MEETING_SPECIAL},
    {"专题会", MEETING_SPECIAL},
    {"专题协调会议", MEETING_CONSULTATION},
    {"联席会议", MEETING_JOINT},
    {"联席会", MEETING_JOINT},
    {"碰头会议", MEETING_BRIEF},
    {"碰头会", MEETING_BRIEF},
    {"会商会议", MEETING_CONSULTATION},
    {"会商会", MEETING_CONSULTATION},
    {"协调会议", MEETING_CONSULTATION},
    {"协调会", MEETING_CONSULTATION},
    {"现场办公会议", MEETING_ON_SITE},
    {"现场办公会", MEETING_ON_SITE},
    {"现场会", MEETING_ON_SITE},
    {"推进会议", MEETING_PUSH},
    {"推进会", MEETING_PUSH},
    {"调度会议", MEETING_PUSH},
    {"调度会", MEETING_PUSH},
    {"领导小组会议", MEETING_LEADING_GROUP},
    {"领导小组", MEETING_LEADING_GROUP},
    {"全体会议", MEETING_PLENARY},
    {"全体会", MEETING_PLENARY},
    {"全会", MEETING_PLENARY},
};

/* The first of the words at `at` that a colon or a gap follows; glyphs to behind the colon. */
static size_t named_at(const struct reader *r, size_t at, size_t to, const char *const *word, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        size_t n = sheet_word(&r->sheet, at, to, word[i]);
        if (!n)
            continue;
        if (at + n == to)
            return n;
        if (glyph_cp(r, at + n) == ':')
            return n + 1;
        if (r->sheet.glyph[at + n].is_apart)
            return n;
    }
    return 0;
}

bool attendance_at(const struct reader *r, size_t from, size_t to, enum attendance *ret_how, size_t *ret_at)
{
    static const char *const attends[] = {"出席人员", "出席领导", "出席单位", "出席会议人员", "出席",
                                          "参会人员", "参会单位", "参加人员", "参加单位",     "参加会议人员",
                                          "与会人员", "参加",     "参会领导", "参会"};
    static const char *const in_part[] = {"列席会议部分议题", "部分列席"};
    static const char *const sits_in[] = {"列席人员", "列席单位", "列席领导", "列席"};
    static const char *const excused[] = {"请假人员", "请假", "因事请假", "缺席人员", "缺席"};
    static const char *const record[] = {"记录人", "会议记录", "记录", "记录人员"};
    static const char *const presides[] = {"主持人", "会议主持", "主持"};
    static const struct {
        const char *const *word;
        size_t n;
        enum attendance how;
    } all[] = {{attends, COUNT_OF(attends), ATTENDS},    {in_part, COUNT_OF(in_part), ATTENDS_IN_PART},
               {sits_in, COUNT_OF(sits_in), SITS_IN},    {excused, COUNT_OF(excused), EXCUSED},
               {record, COUNT_OF(record), KEEPS_RECORD}, {presides, COUNT_OF(presides), PRESIDES}};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        size_t n = named_at(r, from, to, all[i].word, all[i].n);
        if (n) {
            *ret_how = all[i].how;
            *ret_at = from + n;
            return true;
        }
    }
    return false;
}

static int64_t organ_within(const struct reader *r, size_t from, size_t to)
{
    int64_t id = 0;
    for (size_t at = from, n; at < to && !id; at += n) {
        struct found f = lexicon_find(&r->lexicon, &r->sheet, at, to);
        n = f.n;
        if (f.word == W_ORGAN && f.alike == 1)
            id = r->lexicon.city->organ[f.value].organ_id;
    }
    return id;
}

/* Names stand apart by signs, or, where there are none, by blanks: 市住建局 李某某、市财政局 王某某. */
void attendees_read(struct reader *r, enum attendance how, size_t from, size_t to)
{
    bool by_blank = how != PRESIDES && sheet_find(&r->sheet, from, to, "、") == to &&
                    sheet_find(&r->sheet, from, to, ",") == to;
    for (size_t at = from; at < to;) {
        size_t end = at;
        for (; end < to; end++) {
            uint32_t cp = glyph_cp(r, end);
            if (cp == 0x3001 || cp == ',' || cp == ';' || cp == 0x3002 ||
                (by_blank && end > at && r->sheet.glyph[end].is_apart))
                break;
        }
        if (end > at)
            LIST_ADD(r->arena, r->attendee, r->attendees, r->attendees_cap,
                     ((struct attendee){how, sheet_piece(&r->sheet, at, end), organ_within(r, at, end)}));
        bool is_separator = end < to && !(by_blank && end > at);
        at = is_separator ? end + 1 : end;
    }
}

bool foot_at(const struct reader *r, size_t from, size_t to)
{
    static const char *const word[] = {"分送", "抄送", "主送", "发送", "抄报", "报送",
                                       "报",   "发",   "送",   "签发", "核稿", "主题词"};
    size_t n = named_at(r, from, to, word, COUNT_OF(word));
    if (n && n < to - from && glyph_cp(r, from + n - 1) == ':')
        return true;
    return to - from >= 2 && to - from <= 40 && sheet_word(&r->sheet, to - 2, to, "印发") &&
           sheet_find(&r->sheet, from, to, "月") < to;
}

bool date_line(const struct reader *r, size_t from, size_t to)
{
    int64_t day;
    size_t n = date_at(&r->sheet, from, to, (int)(r->day / 10000), &day);
    return n && from + n == to;
}

bool label_line(const struct reader *r, size_t from, size_t to)
{
    struct found f = lexicon_find(&r->lexicon, &r->sheet, from, to);
    return f.word == W_LABEL && from + f.n < to && glyph_cp(r, from + f.n) == ':';
}

/* ---- number, day, name ---- */

/* 云府阅〔2025〕3号, 第12期. */
static void find_number(struct reader *r, struct minutes *m, size_t from, size_t to)
{
    int number;
    for (size_t at = from; at < to && !m->number.place.n; at++) {
        size_t n, open = glyph_cp(r, at) == '[' || glyph_cp(r, at) == '(';
        n = open ? sheet_number(&r->sheet, at + 1, to, &number) : 0;
        if (n == 4 && at + 5 < to && (glyph_cp(r, at + 5) == ']' || glyph_cp(r, at + 5) == ')')) {
            size_t first = sheet_word(&r->sheet, at + 6, to, "第"),
                   k = sheet_number(&r->sheet, at + 6 + first, to, &number);
            size_t end = at + 6 + first + k, begin = at;
            if (!k || !(sheet_word(&r->sheet, end, to, "号") || sheet_word(&r->sheet, end, to, "期")))
                continue;
            while (begin > from && glyph_cp(r, begin - 1) > '9' && !r->sheet.glyph[begin].is_apart &&
                   !sheet_word(&r->sheet, begin - 1, to, "要"))
                begin--;
            m->number = sheet_piece(&r->sheet, begin, end + 1);
        } else if (sheet_word(&r->sheet, at, to, "第")) {
            size_t k = sheet_number(&r->sheet, at + 1, to, &number);
            if (k &&
                (sheet_word(&r->sheet, at + 1 + k, to, "期") || sheet_word(&r->sheet, at + 1 + k, to, "号")))
                m->number = sheet_piece(&r->sheet, at, at + 2 + k);
        }
    }
}

/* The year that the number says: 〔2025〕. */
static int number_year(const struct minutes *m, int year)
{
    struct str s = m->number.text;
    for (size_t i = 0; i + 4 <= s.n; i++) {
        int64_t v;
        if (s.p[i] == '2' && str_to_i64(str_sub(s, i, 4), &v) && v >= 2000 && v <= 2099)
            return (int)v;
    }
    return year;
}

static bool is_printed(const struct reader *r, size_t at, size_t to)
{
    return sheet_word(&r->sheet, at, to, "印发") > 0 || sheet_word(&r->sheet, at, to, "前") > 0;
}

/* The day of the meeting: of 时间：…, or of a sentence that says that it was held; any other is unsure. */
static void find_day(struct reader *r, struct minutes *m, size_t from, size_t to)
{
    static const char *const word[] = {"会议时间", "时间", "召开时间", "日期", "会议日期"};
    bool is_named = named_at(r, from, to, word, COUNT_OF(word)) > 0;
    bool is_held =
        sheet_find(&r->sheet, from, to, "召开") < to || sheet_find(&r->sheet, from, to, "主持") < to;
    bool is_sure = is_named || is_held;
    if (m->day && !(is_sure && m->date.place.n && r->questions))
        return;
    for (size_t at = from; at < to; at++) {
        int64_t day;
        size_t n = date_at(&r->sheet, at, to, number_year(m, (int)(r->day / 10000)), &day);
        if (!n || is_printed(r, at + n, to))
            continue;
        m->day = day;
        m->date = sheet_piece(&r->sheet, at, at + n);
        r->questions = 0;
        if (!is_sure)
            reader_ask(r, ASK_DAY_UNSURE, m->date.place);
        return;
    }
}

static size_t name_begin(const struct reader *r, size_t from, size_t at)
{
    static const char *const before[] = {"主持召开", "召开了", "召开", "组织召开", "在"};
    for (size_t k = at; k > from; k--) {
        uint32_t cp = glyph_cp(r, k - 1);
        if (cp == ',' || cp == 0x3002 || cp == ':' || cp == ';')
            return k;
        for (size_t i = 0; i < COUNT_OF(before) - 1; i++) {
            size_t n = strlen(before[i]) / 3;
            if (k - from >= n && sheet_word(&r->sheet, k - n, k, before[i]))
                return k;
        }
    }
    return from;
}

static void find_kind(struct reader *r, struct minutes *m, size_t from, size_t to)
{
    for (size_t at = from; at < to && m->kind == MEETING_UNKNOWN; at++)
        for (size_t i = 0; i < COUNT_OF(KIND); i++) {
            size_t n = sheet_word(&r->sheet, at, to, KIND[i].word);
            if (!n)
                continue;
            m->kind = KIND[i].kind;
            m->kind_said = sheet_piece(&r->sheet, at, at + n);
            m->name = sheet_piece(&r->sheet, name_begin(r, from, at), at + n);
            break;
        }
}

static void find_site(struct reader *r, struct minutes *m, size_t from, size_t to)
{
    static const char *const word[] = {"会议地点", "地点", "召开地点"};
    size_t n = named_at(r, from, to, word, COUNT_OF(word));
    if (m->site.place.n)
        return;
    if (n) {
        m->site = sheet_piece(&r->sheet, from + n, to);
        return;
    }
    size_t room = sheet_find(&r->sheet, from, to, "会议室"), at = room;
    if (room == to)
        return;
    for (; at > from && glyph_cp(r, at - 1) != ',' && glyph_cp(r, at - 1) != 0x3002; at--)
        if (sheet_word(&r->sheet, at - 1, to, "在")) {
            m->site = sheet_piece(&r->sheet, at, room + 3);
            return;
        }
}

void head_read(struct reader *r, struct minutes *m, size_t from, size_t to)
{
    find_number(r, m, from, to);
    find_kind(r, m, from, to);
    find_day(r, m, from, to);
    find_site(r, m, from, to);
    if (m->day)
        r->day = m->day;
}

void head_finish(struct reader *r, struct minutes *m)
{
    struct paper_place none = {0, 0};
    if (m->kind == MEETING_UNKNOWN)
        reader_ask(r, ASK_KIND, none);
    if (m->number.place.n == 0)
        reader_ask(r, ASK_NUMBER, none);
    if (m->day == 0) {
        m->day = r->day;
        reader_ask(r, ASK_DAY, none);
    }
}
