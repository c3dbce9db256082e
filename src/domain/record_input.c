/* What people type into the fields of a form, and the same as a form shows it. A field that was left blank is
 * emptied; one that cannot be read is a problem that says what may stand there. One reader a kind of field.
 */
#include "domain/record.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "calendar/every.h"
#include "domain/day_words.h"
#include "table/cell.h"

#define ORGANS_MOST 60
#define MILESTONES_MOST 60

struct reading {
    struct arena *a;
    const struct procedure_field *f;
    int field;
    const struct organ_book *organs;
    int64_t today;
    struct record_item *item;
    size_t n, cap;
    struct problems *problems;
    bool is_good;
};

/* {0}: the field's name, {1}: what stands there, {2}: what the message names. */
static struct problem *refuse(struct reading *r, const char *text, const char *hint, struct str value,
                              struct str arg)
{
    struct problem *p = problem_add(r->problems, r->field, 0, text);
    p->hint = hint;
    problem_value(r->problems, p, value);
    problem_arg(r->problems, p, 0, r->f->title.zh);
    problem_arg(r->problems, p, 1, value);
    problem_arg(r->problems, p, 2, arg);
    r->is_good = false;
    return p;
}
#define REFUSE(r, key, value, arg) (void)refuse((r), "" key "", "" key "_hint", (value), (arg))

static struct str count_text(struct reading *r, size_t n) { return arena_printf(r->a, "%zu", n); }

static void add(struct reading *r, struct record_item item)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 4;
        struct record_item *more = ARENA_ARRAY(r->a, struct record_item, cap);
        if (r->n)
            memcpy(more, r->item, r->n * sizeof *more);
        r->item = more;
        r->cap = cap;
    }
    r->item[r->n++] = item;
}

/* ---- one value ---- */

/* Line ends as LF; of one line a space. White space of both ends is gone. */
static struct str clean_text(struct reading *r, struct str s)
{
    bool is_line = r->f->kind == FIELD_TEXT;
    char *out = arena_alloc(r->a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r')
            continue;
        out[n++] = is_line && (s.p[i] == '\n' || s.p[i] == '\t') ? ' ' : s.p[i];
    }
    return str_trim(str_of(out, n));
}

static void read_text(struct reading *r, struct str typed)
{
    struct str text = clean_text(r, typed);
    size_t count = utf8_count(text);
    if (r->f->max > 0 && count > (size_t)r->f->max) {
        struct problem *p = refuse(r, "record_input.too_long", "record_input.too_long_hint",
                                   utf8_cut(text, 60), count_text(r, (size_t)r->f->max));
        problem_arg(r->problems, p, 3, count_text(r, count));
        return;
    }
    add(r, (struct record_item){.text = text});
}

static struct str scaled(struct reading *r, int64_t v) { return fixed_write(r->a, v, r->f->digits); }

static void read_number(struct reading *r, struct str typed)
{
    struct str plain = cell_plain(r->a, typed);
    int64_t number = 0;
    switch (cell_number(r->a, plain, r->f->unit.zh, r->f->digits, &number)) {
    case CELL_OK:
        break;
    case CELL_TOO_MANY_DIGITS:
        REFUSE(r, "record_input.too_many_decimals", typed, count_text(r, (size_t)r->f->digits));
        return;
    case CELL_OTHER_UNIT:
        REFUSE(r, "record_input.other_unit", typed, r->f->unit.zh);
        return;
    case CELL_EMPTY:
    case CELL_NOT_A_NUMBER:
    case CELL_TOO_LARGE:
    case CELL_LOST_DIGITS:
        REFUSE(r, "record_input.not_a_number", typed, r->f->unit.zh);
        return;
    }
    if (r->f->has_least && number < r->f->least)
        REFUSE(r, "record_input.too_small", typed, scaled(r, r->f->least));
    else if (r->f->has_most && number > r->f->most)
        REFUSE(r, "record_input.too_great", typed, scaled(r, r->f->most));
    else
        add(r, (struct record_item){.number = number});
}

static void read_date(struct reading *r, struct str typed)
{
    int64_t day;
    if (day_words_read(r->a, typed, r->today, &day))
        add(r, (struct record_item){.number = day});
    else
        REFUSE(r, "record_input.not_a_day", typed, day_text(r->a, r->today));
}

static void read_yes_no(struct reading *r, struct str typed)
{
    static const struct str YES[] = {STR_INIT("1"), STR_INIT("yes"), STR_INIT("true"), STR_INIT("是"),
                                     STR_INIT("√")};
    static const struct str NO[] = {STR_INIT("0"), STR_INIT("no"), STR_INIT("false"), STR_INIT("否"),
                                    STR_INIT("不是")};
    struct str plain = cell_plain(r->a, typed);
    for (size_t i = 0; i < COUNT_OF(YES); i++)
        if (str_eq(plain, YES[i]) || str_eq(plain, NO[i])) {
            add(r, (struct record_item){.number = str_eq(plain, YES[i])});
            return;
        }
    REFUSE(r, "record_input.not_yes_or_no", typed, (struct str){0});
}

static void read_choice(struct reading *r, struct str typed)
{
    struct str plain = cell_plain(r->a, typed);
    for (size_t i = 0; i < r->f->choices; i++) {
        const struct procedure_choice *c = &r->f->choice[i];
        if (str_eq(c->code, str_trim(typed)) || str_eq(cell_plain(r->a, c->title.zh), plain) ||
            (c->title.en.n && str_eq(cell_plain(r->a, c->title.en), plain))) {
            add(r, (struct record_item){.text = c->code});
            return;
        }
    }
    REFUSE(r, "record_input.no_such_choice", typed, (struct str){0});
}

static bool read_id(struct str typed, int64_t *ret)
{
    struct str s = str_trim(typed);
    return str_to_i64(s.n && s.p[0] == '#' ? str_sub(s, 1, s.n) : s, ret) && *ret > 0;
}

static void read_person(struct reading *r, struct str typed)
{
    int64_t id;
    if (read_id(typed, &id))
        add(r, (struct record_item){.number = id});
    else
        REFUSE(r, "record_input.no_such_person", typed, (struct str){0});
}

/* "#147" is the record's number, anything else its code: who can look (domain/record_link.h) finds it. */
static void read_link(struct reading *r, struct str typed)
{
    int64_t id = 0;
    struct str s = str_trim(typed);
    if (s.p[0] == '#' && !read_id(s, &id))
        REFUSE(r, "record_input.no_such_record", typed, (struct str){0});
    else
        add(r, (struct record_item){.number = id, .text = id ? (struct str){0} : s});
}

static void read_file(struct reading *r, struct str typed)
{
    int64_t id;
    if (read_id(typed, &id))
        add(r, (struct record_item){.number = id});
    else
        REFUSE(r, "record_input.no_such_file", typed, (struct str){0});
}

/* ---- organs ---- */

static const struct organ *nearest_organ(struct reading *r, struct str plain)
{
    struct cell_name *name = ARENA_ARRAY(r->a, struct cell_name, 2 * r->organs->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->organs->n; i++) {
        name[n++] = (struct cell_name){cell_plain(r->a, r->organs->organ[i].short_name), i};
        name[n++] = (struct cell_name){cell_plain(r->a, r->organs->organ[i].name), i};
    }
    int near = cell_nearest(name, n, plain);
    return near < 0 ? NULL : &r->organs->organ[near];
}

static const struct organ *find_organ(struct reading *r, struct str typed)
{
    int64_t id = 0;
    struct str s = str_trim(typed);
    const struct organ *o = organ_by_name(r->organs, s);
    if (!o && s.n && s.p[0] == '#' && read_id(s, &id))
        o = organ_by_id(r->organs, id);
    if (o)
        return o;
    const struct organ *near = nearest_organ(r, cell_plain(r->a, s));
    if (near)
        (void)refuse(r, "record_input.no_such_organ", "record_input.did_you_mean_organ", s, near->short_name);
    else
        REFUSE(r, "record_input.no_such_organ", s, (struct str){0});
    return NULL;
}

static void read_organ(struct reading *r, struct str typed)
{
    const struct organ *o = find_organ(r, typed);
    if (o)
        add(r, (struct record_item){.number = o->organ_id});
}

/* Where the name ends and the duty begins: at a colon, or a tabulator as pasted cells have it. */
static size_t name_end(struct str s, size_t *ret_skip)
{
    static const struct str MARK[] = {STR_INIT("："), STR_INIT(":"), STR_INIT("\t")};
    size_t end = s.n;
    *ret_skip = 0;
    for (size_t i = 0; i < COUNT_OF(MARK); i++) {
        size_t at = str_find_str(s, MARK[i]);
        if (at < end) {
            end = at;
            *ret_skip = MARK[i].n;
        }
    }
    return end;
}

static void add_organ(struct reading *r, struct str name, struct str duty)
{
    const struct organ *o = find_organ(r, name);
    if (!o)
        return;
    for (size_t i = 0; i < r->n; i++)
        if (r->item[i].number == o->organ_id) {
            REFUSE(r, "record_input.organ_twice", name, (struct str){0});
            return;
        }
    add(r, (struct record_item){.number = o->organ_id, .text = str_trim(duty)});
}

/* "市财政局：资金保障" a line where each has a text of its own, else any number of names between 、 and ,. */
static void read_organ_line(struct reading *r, struct str line)
{
    size_t skip = 0, end;
    if (r->f->with.zh.n) {
        end = name_end(line, &skip);
        add_organ(r, str_sub(line, 0, end), str_sub(line, end + skip, line.n));
        return;
    }
    while (line.n) {
        static const struct str BETWEEN[] = {STR_INIT("、"), STR_INIT("，"), STR_INIT(","), STR_INIT("；"),
                                             STR_INIT(";")};
        end = line.n;
        for (size_t i = 0; i < COUNT_OF(BETWEEN); i++) {
            size_t at = str_find_str(line, BETWEEN[i]);
            if (at < end) {
                end = at;
                skip = BETWEEN[i].n;
            }
        }
        if (str_trim(str_sub(line, 0, end)).n)
            add_organ(r, str_sub(line, 0, end), (struct str){0});
        line = end == line.n ? (struct str){0} : str_sub(line, end + skip, line.n);
    }
}

/* ---- milestones ---- */

/* "1." "（2）" "3、" before a line; a bare "4.30" is a date. */
static struct str without_number(struct str s)
{
    static const struct str OPEN[] = {STR_INIT("（"), STR_INIT("(")};
    static const struct str CLOSE[] = {STR_INIT("）"), STR_INIT(")"), STR_INIT("、"), STR_INIT(". "),
                                       STR_INIT("．")};
    struct str rest = s;
    size_t digits = 0;
    for (size_t i = 0; i < COUNT_OF(OPEN); i++)
        if (str_starts(rest, OPEN[i]))
            rest = str_sub(rest, OPEN[i].n, rest.n);
    while (digits < rest.n && digits < 3 && rest.p[digits] >= '0' && rest.p[digits] <= '9')
        digits++;
    struct str after = str_sub(rest, digits, rest.n);
    for (size_t i = 0; i < COUNT_OF(CLOSE) && digits > 0 && digits < 3; i++)
        if (str_starts(after, CLOSE[i]))
            return str_trim(str_sub(after, CLOSE[i].n, after.n));
    return s;
}

/* Without what stands between a day and the words: 前 之前 ： ， and white space. */
static struct str without_joint(struct str s)
{
    static const struct str JOINT[] = {STR_INIT("之前"), STR_INIT("以前"), STR_INIT("前"), STR_INIT("："),
                                       STR_INIT(":"),    STR_INIT("，"),   STR_INIT(","),  STR_INIT("、"),
                                       STR_INIT("　"),   STR_INIT("—"),    STR_INIT("–")};
    size_t before;
    do {
        s = str_trim(s);
        before = s.n;
        for (size_t i = 0; i < COUNT_OF(JOINT); i++)
            if (str_starts(s, JOINT[i]))
                s = str_sub(s, JOINT[i].n, s.n);
    } while (s.n < before);
    return s;
}

/* May a day end before byte n? At white space, after 日 号 底, between a digit and a character. */
static bool may_end_at(struct str s, size_t n)
{
    static const struct str LAST[] = {STR_INIT("日"), STR_INIT("号"), STR_INIT("底")};
    struct str part = str_sub(s, 0, n);
    bool may = n == s.n || s.p[n] == ' ' || s.p[n] == '\t' || s.p[n] == ':' || s.p[n] == ',';
    for (size_t i = 0; i < COUNT_OF(LAST); i++)
        may |= str_ends(part, LAST[i]);
    return may || ((unsigned char)s.p[n] >= 0x80 && s.p[n - 1] >= '0' && s.p[n - 1] <= '9');
}

/* The longest start of the line that is a day: "4月30日前完成招标", "2026-04-30 招标", "4月底：招标". */
static bool day_at_start(struct reading *r, struct str s, int64_t *ret, struct str *ret_rest)
{
    static const struct str NUMBER = STR_INIT("号");
    for (size_t n = s.n < 40 ? s.n : 40; n > 0; n--) {
        struct str part = str_sub(s, 0, n);
        if (!may_end_at(s, n))
            continue;
        if (str_ends(part, NUMBER))
            part = arena_printf(r->a, "%.*s日", STR_ARG(str_sub(part, 0, n - NUMBER.n)));
        if (day_words_read(r->a, part, r->today, ret)) {
            *ret_rest = without_joint(str_sub(s, n, s.n));
            return true;
        }
    }
    return false;
}

/* "完成招标 4月30日": the last piece is the day. */
static bool day_at_end(struct reading *r, struct str s, int64_t *ret, struct str *ret_rest)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != ' ' && s.p[at - 1] != '\t')
        at--;
    if (at == 0 || !day_words_read(r->a, str_sub(s, at, s.n), r->today, ret))
        return false;
    *ret_rest = str_trim(str_sub(s, 0, at));
    return true;
}

static bool read_done(struct reading *r, struct str *line, int64_t *ret)
{
    static const struct str MARK[] = {STR_INIT(RECORD_DONE_MARK), STR_INIT("√")};
    *ret = 0;
    for (size_t i = 0; i < COUNT_OF(MARK); i++) {
        size_t at = str_find_str(*line, MARK[i]);
        if (at == line->n)
            continue;
        struct str when = str_trim(str_sub(*line, at + MARK[i].n, line->n));
        *line = str_trim(str_sub(*line, 0, at));
        *ret = r->today;
        if (when.n && !day_words_read(r->a, when, r->today, ret)) {
            REFUSE(r, "record_input.milestone_done", when, *line);
            return false;
        }
        return true;
    }
    return true;
}

static void read_milestone(struct reading *r, struct str typed)
{
    struct record_item item = {0};
    struct str line = without_number(str_trim(typed));
    if (line.n == 0 || !read_done(r, &line, &item.extra))
        return;
    if (!day_at_start(r, line, &item.number, &item.text) && !day_at_end(r, line, &item.number, &item.text)) {
        REFUSE(r, "record_input.milestone_without_day", line, (struct str){0});
        return;
    }
    if (item.text.n == 0) {
        REFUSE(r, "record_input.milestone_without_name", line, (struct str){0});
        return;
    }
    if (utf8_count(item.text) > 200) {
        REFUSE(r, "record_input.milestone_too_long", utf8_cut(item.text, 60), STR("200"));
        return;
    }
    item.text = arena_str(r->a, item.text);
    add(r, item);
}

/* ---- the whole ---- */

static void each_line(struct reading *r, struct str typed, void (*read)(struct reading *, struct str))
{
    struct str line;
    while (str_split(&typed, '\n', &line))
        if (str_trim(line).n)
            read(r, str_trim(line));
}

static bool is_list(enum procedure_field_kind kind)
{
    return kind == FIELD_ORGANS || kind == FIELD_MILESTONES || kind == FIELD_FILES;
}

static void read_one(struct reading *r, struct str typed)
{
    static void (*const READ[FIELD__COUNT])(struct reading *, struct str) = {
        [FIELD_TEXT] = read_text,         [FIELD_LONG_TEXT] = read_text,       [FIELD_NUMBER] = read_number,
        [FIELD_DATE] = read_date,         [FIELD_YES_NO] = read_yes_no,        [FIELD_CHOICE] = read_choice,
        [FIELD_ORGAN] = read_organ,       [FIELD_PERSON] = read_person,        [FIELD_LINK] = read_link,
        [FIELD_ORGANS] = read_organ_line, [FIELD_MILESTONES] = read_milestone, [FIELD_FILES] = read_file};
    if (is_list(r->f->kind))
        each_line(r, typed, READ[r->f->kind]);
    else
        READ[r->f->kind](r, typed);
}

bool record_input_read(struct arena *a, const struct procedure *p, int field, const struct str *typed,
                       size_t n, const struct organ_book *organs, int64_t today, struct record_input *ret,
                       struct problems *problems)
{
    const struct procedure_field *f = &p->field[field];
    struct reading r = {.a = a,
                        .f = f,
                        .field = field,
                        .organs = organs,
                        .today = today,
                        .problems = problems,
                        .is_good = true};
    for (size_t i = 0; i < n; i++) {
        if (str_trim(typed[i]).n == 0)
            continue;
        read_one(&r, typed[i]);
        if (!is_list(f->kind))
            break; /* a form has one of them; what comes twice is not ours */
    }
    size_t most = f->max > 0 ? (size_t)f->max : f->kind == FIELD_MILESTONES ? MILESTONES_MOST : ORGANS_MOST;
    if (r.is_good && is_list(f->kind) && r.n > most)
        REFUSE(&r, "record_input.too_many", count_text(&r, r.n), count_text(&r, most));
    if (r.is_good)
        *ret = (struct record_input){.field = f->id, .item = r.item, .n = r.n};
    return r.is_good;
}
