/* A register of organs. An organ is known by its code: one that nobody knows is new, one that is known has
 * what differs changed from a day on. An empty cell says nothing; aliases are added, never taken away,
 * because the tables of the year go on using them. A parent may stand anywhere in the same table.
 *
 * Rejected: finding organs by their names. A corrected name would then be a second organ. */
#include "domain/intake_records.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "domain/put.h"
#include "domain/search.h"
#include "gen/sql.h"
#include "text/text.h"

#define ROWS_MAX 2000
#define ALIASES_MAX 20

enum { CODE, NAME, SHORT, KIND, ORDER, PARENT, CLASS_CODE, CLASS, ALIAS, FROM, COLUMNS };
enum kind { KIND_UNIT, KIND_COUNTY, KIND_CITY };

static const struct str WORD_UNIT[] = {STR_INIT("单位"), STR_INIT("部门"), STR_INIT("unit")};
static const struct str WORD_COUNTY[] = {STR_INIT("县区"), STR_INIT("区县"), STR_INIT("县"),
                                         STR_INIT("区"),   STR_INIT("乡镇"), STR_INIT("county")};
static const struct str WORD_CITY[] = {STR_INIT("市"), STR_INIT("本级"), STR_INIT("city")};
static const struct record_choice KINDS[] = {{KIND_UNIT, WORD_UNIT, COUNT_OF(WORD_UNIT)},
                                             {KIND_COUNTY, WORD_COUNTY, COUNT_OF(WORD_COUNTY)},
                                             {KIND_CITY, WORD_CITY, COUNT_OF(WORD_CITY)}};
static const struct str KIND_NAME[] = {STR_INIT("unit"), STR_INIT("county"), STR_INIT("city")};
static const struct str KIND_OFFERED[] = {STR_INIT("单位"), STR_INIT("县区"), STR_INIT("市")};

#define ALSO(name, ...) static const struct str name[] = {__VA_ARGS__}
ALSO(ALSO_CODE, STR_INIT("机构代码"), STR_INIT("单位代码"), STR_INIT("code"));
ALSO(ALSO_NAME, STR_INIT("单位全称"), STR_INIT("单位名称"), STR_INIT("机构名称"), STR_INIT("名称"),
     STR_INIT("name"));
ALSO(ALSO_SHORT, STR_INIT("单位简称"), STR_INIT("机构简称"), STR_INIT("shortname"));
ALSO(ALSO_KIND, STR_INIT("机构类别"), STR_INIT("单位类别"), STR_INIT("kind"));
ALSO(ALSO_ORDER, STR_INIT("机构序列"), STR_INIT("排序"), STR_INIT("序"), STR_INIT("order"));
ALSO(ALSO_PARENT, STR_INIT("上级单位"), STR_INIT("上级机构"), STR_INIT("主管单位"), STR_INIT("parent"));
ALSO(ALSO_CLASS_CODE, STR_INIT("考核分类代码"), STR_INIT("classcode"));
ALSO(ALSO_CLASS, STR_INIT("考核分类"), STR_INIT("考核类别"), STR_INIT("class"));
ALSO(ALSO_ALIAS, STR_INIT("又名"), STR_INIT("曾用名"), STR_INIT("其他名称"), STR_INIT("alias"));
ALSO(ALSO_FROM, STR_INIT("生效日期"), STR_INIT("启用日期"), STR_INIT("起始日期"), STR_INIT("from"));
#define HEADS(list) .also = (list), .alsos = COUNT_OF(list)

static const struct record_column COLUMN[COLUMNS] = {
    [CODE] = {.name = STR_INIT("代码"), HEADS(ALSO_CODE), .type = RECORD_CODE, .is_required = true},
    [NAME] = {.name = STR_INIT("全称"), HEADS(ALSO_NAME), .type = RECORD_TEXT, .is_required = true},
    [SHORT] = {.name = STR_INIT("简称"), HEADS(ALSO_SHORT), .type = RECORD_TEXT},
    [KIND] = {.name = STR_INIT("类别"),
              HEADS(ALSO_KIND),
              .type = RECORD_CHOICE,
              .choice = KINDS,
              .choices = COUNT_OF(KINDS)},
    [ORDER] = {.name = STR_INIT("序号"),
               HEADS(ALSO_ORDER),
               .type = RECORD_NUMBER,
               .has_range = true,
               .least = 1,
               .most = 1000000},
    [PARENT] = {.name = STR_INIT("上级"), HEADS(ALSO_PARENT), .type = RECORD_TEXT},
    [CLASS_CODE] = {.name = STR_INIT("分类代码"), HEADS(ALSO_CLASS_CODE), .type = RECORD_CODE},
    [CLASS] = {.name = STR_INIT("分类"), HEADS(ALSO_CLASS), .type = RECORD_TEXT},
    [ALIAS] = {.name = STR_INIT("别名"), HEADS(ALSO_ALIAS), .type = RECORD_TEXT, .chars_max = 600},
    [FROM] = {.name = STR_INIT("起始日"), HEADS(ALSO_FROM), .type = RECORD_DAY},
};
static const struct record_form FORM = {.column = COLUMN, .columns = COLUMNS};

/* What a row says; what it does not say has n = 0 or 0. */
struct line {
    struct str code, name, short_name, parent, class_code, class_name;
    const struct str *alias;
    size_t aliases;
    int64_t order, from_day;
    int kind;          /* −1: not said */
    size_t parent_row; /* SIZE_MAX: an organ that is known, or none */
    const struct organ *parent_known;
};
struct made {
    struct records r;
    struct line *line; /* one per row */
};

/* What is done about a row. */
struct step {
    const struct line *line;
    size_t row;
    const struct organ *was; /* NULL: it is new */
    bool has_name, has_kind_or_order, has_class;
    int64_t parent_id; /* 0: stays; −1: that of parent_row */
    struct str class_code, class_name;
    int64_t from_day;
};
struct plan {
    struct step *step;
    size_t steps;
};

/* ---- reading ---- */

static const struct record_cell *cell(const struct made *m, size_t row, size_t column)
{
    return records_cell(&m->r, row, column);
}

static const char *const ALIAS_MARK[] = {"；", "、", "，", ";", ",", "|"};

/* 住建局；市住建局、建设局 */
static void read_aliases(struct intake *in, struct made *m, size_t row)
{
    struct line *l = &m->line[row];
    struct str rest = cell(m, row, ALIAS)->text;
    struct str *alias = ARENA_ARRAY(in->a, struct str, ALIASES_MAX + 1);
    l->alias = alias;
    while (rest.n) {
        size_t end = rest.n, skip = 0;
        for (size_t k = 0; k < COUNT_OF(ALIAS_MARK); k++) {
            size_t at = str_find_str(rest, str_c(ALIAS_MARK[k]));
            skip = at < end ? strlen(ALIAS_MARK[k]) : skip;
            end = at < end ? at : end;
        }
        struct str one = str_trim(str_sub(rest, 0, end));
        rest = str_sub(rest, end + skip, rest.n);
        if (one.n == 0 || str_eq(one, l->name) || str_eq(one, l->short_name))
            continue;
        if (l->aliases == ALIASES_MAX || utf8_count(one) > 60) {
            (void)intake_fault(in, &m->r, row, ALIAS, K("organs.aliases_wrong"), K("organs.aliases_hint"));
            return;
        }
        alias[l->aliases++] = one;
    }
}

static void read_line(struct intake *in, struct made *m, size_t row)
{
    struct line *l = &m->line[row];
    *l = (struct line){.code = cell(m, row, CODE)->text,
                       .name = cell(m, row, NAME)->text,
                       .short_name = cell(m, row, SHORT)->text,
                       .parent = cell(m, row, PARENT)->text,
                       .class_code = cell(m, row, CLASS_CODE)->text,
                       .class_name = cell(m, row, CLASS)->text,
                       .order = cell(m, row, ORDER)->n,
                       .from_day = cell(m, row, FROM)->n,
                       .kind = cell(m, row, KIND)->is_given ? (int)cell(m, row, KIND)->n : -1,
                       .parent_row = SIZE_MAX};
    read_aliases(in, m, row);
    if (l->from_day > in->day)
        (void)intake_fault(in, &m->r, row, FROM, K("organs.day_to_come"), K("organs.day_to_come_hint"));
}

static const struct organ *organ_of_code(const struct organ_book *book, struct str code)
{
    for (size_t i = 0; i < book->n && code.n; i++)
        if (str_eq(book->organ[i].code, code))
            return &book->organ[i];
    return NULL;
}

/* Two rows of one code or one name; a name that another organ has. */
static void check_names(struct intake *in, struct made *m, const struct intake_units *units)
{
    size_t most = m->r.rows * (2 + ALIASES_MAX), codes = 0, names = 0;
    struct intake_key *code = ARENA_ARRAY(in->a, struct intake_key, m->r.rows);
    struct intake_key *name = ARENA_ARRAY(in->a, struct intake_key, most);
    for (size_t i = 0; i < m->r.rows; i++) {
        const struct line *l = &m->line[i];
        if (l->code.n)
            code[codes++] = (struct intake_key){l->code, i, CODE};
        for (size_t k = 0; k < 2 + l->aliases; k++) {
            struct str one = k == 0 ? l->name : k == 1 ? l->short_name : l->alias[k - 2];
            size_t column = k == 0 ? NAME : k == 1 ? SHORT : ALIAS;
            if (one.n == 0)
                continue;
            name[names++] = (struct intake_key){cell_plain(in->a, one), i, column};
            const struct organ *other = intake_unit_find(units, in->a, one);
            if (!other || str_eq(other->code, l->code) || str_eq(other->code, one))
                continue;
            struct problem *item =
                intake_fault(in, &m->r, i, column, K("organs.name_taken"), K("organs.name_taken_hint"));
            problem_arg(in->problems, item, 0, one);
            problem_arg(in->problems, item, 1, other->code);
        }
    }
    intake_keys_differ(in, &m->r, code, codes, K("organs.same_code"), K("organs.same_code_hint"));
    intake_keys_differ(in, &m->r, name, names, K("organs.same_name"), K("organs.same_name_hint"));
}

/* Codes of organs that are no more. */
static enum rc check_closed(struct intake *in, struct made *m, const struct organ_book *book, struct db *db,
                            struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++) {
        struct sql_organ_id_by_code_row row;
        bool is_known = false;
        if (m->line[i].code.n == 0 || organ_of_code(book, m->line[i].code))
            continue;
        rc = sql_organ_id_by_code(db, in->a, in->actor.tenant_id, m->line[i].code, &row, &is_known, err);
        if (rc == RC_OK && is_known)
            (void)intake_fault(in, &m->r, i, CODE, K("organs.code_of_closed"),
                               K("organs.code_of_closed_hint"));
    }
    return rc;
}

/* ---- parents ---- */

/* What the rows are called, for others that name them as parents. */
static struct cell_names names_of_rows(struct arena *a, const struct made *m)
{
    struct cell_names names = {.name = ARENA_ARRAY(a, struct cell_name, 3 * m->r.rows)};
    for (size_t i = 0; i < m->r.rows; i++) {
        cell_names_add(&names, m->line[i].code, i);
        cell_names_add(&names, cell_plain(a, m->line[i].name), i);
        cell_names_add(&names, cell_plain(a, m->line[i].short_name), i);
    }
    cell_names_sort(&names);
    return names;
}

static void find_parent(struct intake *in, struct made *m, const struct intake_units *units,
                        const struct cell_names *rows, size_t row)
{
    struct line *l = &m->line[row];
    if (l->parent.n == 0)
        return;
    if (!cell_name_find(rows, cell_plain(in->a, l->parent), &l->parent_row))
        l->parent_known = intake_unit_of(in, &m->r, units, row, PARENT);
    else if (l->parent_row == row)
        (void)intake_fault(in, &m->r, row, PARENT, K("organs.own_parent"), K("organs.own_parent_hint"));
}

/* The parent of every organ as it will be, by number: first the rows, then those that are known. A known one
 * that has a row goes by the number of its row. SIZE_MAX: it has none. */
static size_t *parents_to_be(struct arena *a, const struct made *m, const struct organ_book *book)
{
    size_t rows = m->r.rows, *up = ARENA_ARRAY(a, size_t, rows + book->n + 1);
    size_t *number = ARENA_ARRAY(a, size_t, book->n + 1);
    for (size_t k = 0; k < book->n; k++)
        number[k] = rows + k;
    for (size_t i = 0; i < rows; i++) {
        const struct organ *was = organ_of_code(book, m->line[i].code);
        if (was)
            number[was - book->organ] = i;
        up[i] = SIZE_MAX;
    }
    for (size_t k = 0; k < book->n; k++) {
        const struct organ *known = organ_by_id(book, book->organ[k].parent_id);
        up[number[k]] = known ? number[known - book->organ] : SIZE_MAX;
    }
    for (size_t i = 0; i < rows; i++)
        if (m->line[i].parent_row != SIZE_MAX)
            up[i] = m->line[i].parent_row;
        else if (m->line[i].parent_known)
            up[i] = number[m->line[i].parent_known - book->organ];
    return up;
}

/* A chain of parents that comes back to where it began, through the table or through what is known. */
static void check_rings(struct intake *in, struct made *m, const struct organ_book *book)
{
    const size_t *up = parents_to_be(in->a, m, book);
    for (size_t i = 0; i < m->r.rows; i++) {
        size_t at = up[i], steps = 0;
        if (m->line[i].parent.n == 0 || at == i)
            continue;
        while (at != SIZE_MAX && at != i && steps++ < m->r.rows + book->n)
            at = up[at];
        if (at == i)
            (void)intake_fault(in, &m->r, i, PARENT, K("organs.parents_in_a_ring"),
                               K("organs.own_parent_hint"));
    }
}

/* Children of rows that will not be written: because of what is wrong, or while nobody has looked into what
 * was warned of. */
static void check_parents(struct intake *in, struct made *m)
{
    intake_judge(in);
    for (bool is_more = true; is_more;) {
        is_more = false;
        for (size_t i = 0; i < m->r.rows; i++) {
            size_t up = m->line[i].parent_row;
            if (up == SIZE_MAX || m->r.is_bad[i] || intake_row_is_good(in, up))
                continue;
            (void)intake_fault(in, &m->r, i, PARENT, K("organs.parent_is_wrong"),
                               K("organs.parent_is_wrong_hint"));
            is_more = true;
        }
    }
}

/* ---- days ---- */

static bool has_other_parent(const struct made *m, const struct organ_book *book, const struct line *l,
                             const struct organ *was)
{
    const struct organ *up =
        l->parent_row == SIZE_MAX ? l->parent_known : organ_of_code(book, m->line[l->parent_row].code);
    return l->parent_row != SIZE_MAX ? !up || up->organ_id != was->parent_id
                                     : up && up->organ_id != was->parent_id;
}

/* The latest day since which something holds that the row changes. */
static int64_t day_of_last(const struct made *m, const struct organ_book *book, const struct line *l,
                           const struct organ *was, const struct sql_organ_days_row *days)
{
    bool is_class = (l->class_code.n && !str_eq(l->class_code, was->class_code)) ||
                    (l->class_name.n && !str_eq(l->class_name, was->class_name));
    bool is_name =
        !str_eq(l->name, was->name) || (l->short_name.n && !str_eq(l->short_name, was->short_name));
    int64_t last = is_name ? days->name_day : 0;
    if (is_class && days->class_day > last)
        last = days->class_day;
    if (has_other_parent(m, book, l, was) && days->parent_day > last)
        last = days->parent_day;
    return last;
}

/* What is new cannot begin before what it follows: nobody would ever see it. */
static enum rc check_days(struct intake *in, struct made *m, const struct organ_book *book, struct db *db,
                          struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < m->r.rows && rc == RC_OK; i++) {
        const struct line *l = &m->line[i];
        const struct organ *was = organ_of_code(book, l->code);
        struct sql_organ_days_row days;
        if (!was || l->from_day == 0)
            continue;
        rc = sql_organ_days(db, in->a, in->actor.tenant_id, was->organ_id, &days, err);
        int64_t last = rc == RC_OK ? day_of_last(m, book, l, was, &days) : 0;
        if (last <= l->from_day)
            continue;
        struct problem *item =
            intake_fault(in, &m->r, i, FROM, K("organs.day_before_last"), K("organs.day_before_last_hint"));
        problem_arg(in->problems, item, 1,
                    arena_printf(in->a, "%" PRId64 "-%02" PRId64 "-%02" PRId64, last / 10000,
                                 last / 100 % 100, last % 100));
    }
    return rc;
}

/* ---- names that are nearly the same ---- */

#define NEAR_CHARS 60
struct chars {
    uint32_t cp[NEAR_CHARS];
    size_t n;
};

static struct chars chars_of(struct str s)
{
    struct chars c = {.n = 0};
    for (size_t i = 0; i < s.n && c.n < NEAR_CHARS;)
        c.cp[c.n++] = utf8_next(s, &i);
    return c;
}

/* 某市住房城乡建设局 and 某市住房和城乡建设局: at most two characters more, all others in their order. */
static bool is_near(const struct chars *a, const struct chars *b)
{
    const struct chars *longer = a->n > b->n ? a : b, *shorter = a->n > b->n ? b : a;
    size_t i = 0;
    if (shorter->n < 5 || longer->n - shorter->n > 2 || longer->n == shorter->n)
        return false;
    for (size_t k = 0; k < longer->n && i < shorter->n; k++)
        i += shorter->cp[i] == longer->cp[k];
    return i == shorter->n;
}

/* What tells bodies of one kind apart: 第一 and 第二, 3 号 and 4 号, 东区 and 西区. */
static bool is_ordinal(uint32_t cp)
{
    static const struct str WORDS =
        STR_INIT("一二三四五六七八九十百零〇两甲乙丙丁戊己庚辛壬癸东西南北中上下前后左右大小新老内外");
    if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
        (cp >= 0xFF10 && cp <= 0xFF5A))
        return true;
    for (size_t i = 0; i < WORDS.n;)
        if (utf8_next(WORDS, &i) == cp)
            return true;
    return false;
}

/* 某市数据资源局 and 某市数字资源局: one character is another, and it is none that counts them. */
static bool is_one_off(const struct chars *a, const struct chars *b)
{
    size_t at = SIZE_MAX;
    if (a->n != b->n || a->n < 6)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->cp[i] == b->cp[i])
            continue;
        if (at != SIZE_MAX)
            return false;
        at = i;
    }
    return at != SIZE_MAX && !is_ordinal(a->cp[at]) && !is_ordinal(b->cp[at]);
}

/* Of bodies that are two, too, the names often differ by one character (民政局, 财政局): said, not asked. */
static void say_one_off(struct intake *in, struct made *m, const struct chars *row, size_t i,
                        const struct chars *known, const struct organ_book *book)
{
    struct str other = {0};
    for (size_t k = 0; k < book->n && other.n == 0; k++)
        if (is_one_off(&row[i], &known[k]))
            other = book->organ[k].name;
    for (size_t k = 0; k < i && other.n == 0; k++)
        if (is_one_off(&row[i], &row[k]))
            other = m->line[k].name;
    if (other.n) {
        struct problem *item =
            intake_remark(in, &m->r, i, NAME, K("organs.one_off"), K("organs.one_off_hint"));
        problem_arg(in->problems, item, 1, other);
    }
}

static void near_name(struct intake *in, struct made *m, size_t row, struct str other)
{
    struct problem *item =
        intake_warning(in, &m->r, row, NAME, K("organs.near_name"), K("organs.near_name_hint"));
    problem_arg(in->problems, item, 1, other);
}

static void check_near(struct intake *in, struct made *m, const struct organ_book *book)
{
    struct chars *known = ARENA_ARRAY(in->a, struct chars, book->n + 1);
    struct chars *row = ARENA_ARRAY(in->a, struct chars, m->r.rows);
    for (size_t i = 0; i < book->n; i++)
        known[i] = chars_of(book->organ[i].name);
    for (size_t i = 0; i < m->r.rows; i++) {
        row[i] = chars_of(m->line[i].name);
        if (m->r.is_bad[i] || organ_of_code(book, m->line[i].code))
            continue;
        size_t k = 0, before = 0;
        while (k < book->n && !is_near(&row[i], &known[k]))
            k++;
        while (before < i && !is_near(&row[i], &row[before]))
            before++;
        if (k < book->n)
            near_name(in, m, i, book->organ[k].name);
        else if (before < i)
            near_name(in, m, i, m->line[before].name);
        else
            say_one_off(in, m, row, i, known, book);
    }
}

static enum rc organs_read(struct intake *in, struct db *db, struct err *err)
{
    struct made *m = ARENA_NEW(in->a, struct made);
    struct organ_book book;
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    if (rc != RC_OK)
        return rc;
    struct intake_units units = intake_units_make(in->a, &book);
    intake_records_read(in, &FORM, ROWS_MAX, &m->r);
    m->line = ARENA_ARRAY(in->a, struct line, m->r.rows + 1);
    in->made = m;
    for (size_t i = 0; i < m->r.rows; i++)
        read_line(in, m, i);
    if (m->r.rows == 0)
        return RC_OK;
    check_names(in, m, &units);
    rc = check_closed(in, m, &book, db, err);
    struct cell_names rows = names_of_rows(in->a, m);
    for (size_t i = 0; i < m->r.rows; i++)
        find_parent(in, m, &units, &rows, i);
    if (rc == RC_OK)
        rc = check_days(in, m, &book, db, err);
    check_near(in, m, &book);
    check_rings(in, m, &book);
    check_parents(in, m);
    return rc;
}

/* ---- the difference ---- */

static void changed(struct intake *in, const struct step *s, struct str field, struct str before,
                    struct str after)
{
    intake_line_add(in, (struct intake_line){.change = CHANGE_CHANGED,
                                             .row = in->table.row[s->row].number,
                                             .subject = s->was->short_name,
                                             .field = field,
                                             .before = before,
                                             .after = after});
}

static struct str kind_word(int kind) { return kind < 0 ? KIND_OFFERED[KIND_UNIT] : KIND_OFFERED[kind]; }

static int kind_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(KIND_NAME); i++)
        if (str_eq(KIND_NAME[i], name))
            return (int)i;
    return -1;
}

/* What is still wanted of a class, from another who has the other half of it. */
static void take_class(struct step *s, struct str code, struct str name)
{
    if (s->class_code.n == 0 && code.n && s->class_name.n && str_eq(name, s->class_name))
        s->class_code = code;
    else if (s->class_name.n == 0 && name.n && s->class_code.n && str_eq(code, s->class_code))
        s->class_name = name;
}

/* A class is known by its code; a table that gives the name alone means the class of that name. */
static void find_class(const struct made *m, const struct organ_book *book, struct step *s)
{
    s->class_code = s->line->class_code;
    s->class_name = s->line->class_name;
    for (size_t i = 0; i < book->n; i++)
        take_class(s, book->organ[i].class_code, book->organ[i].class_name);
    for (size_t i = 0; i < m->r.rows; i++)
        take_class(s, m->line[i].class_code, m->line[i].class_name);
    if (!s->class_code.n)
        s->class_code = s->class_name;
    if (!s->class_name.n)
        s->class_name = s->class_code;
}

static void compare_new(struct intake *in, const struct step *s)
{
    const struct line *l = s->line;
    struct str parts[] = {l->name, l->short_name, kind_word(l->kind), s->class_name, l->parent};
    struct buf text CLEANUP(buf_release) = {0};
    buf_put(&text, l->code);
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (parts[i].n) {
            buf_put(&text, STR(" · "));
            buf_put(&text, parts[i]);
        }
    intake_line_add(in, (struct intake_line){.change = CHANGE_NEW,
                                             .row = in->table.row[s->row].number,
                                             .subject = l->short_name.n ? l->short_name : l->name,
                                             .after = arena_str(in->a, buf_str(&text))});
}

static size_t compare_aliases(struct intake *in, const struct step *s)
{
    size_t fresh = 0;
    for (size_t i = 0; i < s->line->aliases; i++) {
        struct str alias = s->line->alias[i];
        bool is_known = str_eq(alias, s->was->name) || str_eq(alias, s->was->short_name);
        for (size_t k = 0; k < s->was->aliases; k++)
            is_known |= str_eq(alias, s->was->alias[k]);
        fresh += !is_known;
        if (!is_known)
            changed(in, s, COLUMN[ALIAS].name, (struct str){0}, alias);
    }
    return fresh;
}

/* Whether anything differs from what is known. */
static bool compare_known(struct intake *in, const struct organ_book *book, struct step *s)
{
    const struct line *l = s->line;
    const struct organ *was = s->was;
    bool is_name = !str_eq(was->name, l->name);
    bool is_short = l->short_name.n && !str_eq(was->short_name, l->short_name);
    bool is_kind = l->kind >= 0 && kind_find(was->kind) != l->kind;
    bool is_order = l->order && was->official_order != l->order;
    const struct organ *parent = organ_by_id(book, was->parent_id);
    s->has_name = is_name || is_short;
    s->has_kind_or_order = is_kind || is_order;
    s->has_class = s->class_code.n &&
                   !(str_eq(was->class_code, s->class_code) && str_eq(was->class_name, s->class_name));
    if (is_name)
        changed(in, s, COLUMN[NAME].name, was->name, l->name);
    if (is_short)
        changed(in, s, COLUMN[SHORT].name, was->short_name, l->short_name);
    if (is_kind)
        changed(in, s, COLUMN[KIND].name, kind_word(kind_find(was->kind)), kind_word(l->kind));
    if (is_order)
        changed(in, s, COLUMN[ORDER].name, arena_printf(in->a, "%" PRId64, was->official_order),
                arena_printf(in->a, "%" PRId64, l->order));
    if (s->parent_id)
        changed(in, s, COLUMN[PARENT].name, parent ? parent->short_name : (struct str){0}, l->parent);
    if (s->has_class)
        changed(in, s, COLUMN[CLASS].name, was->class_name, s->class_name);
    return compare_aliases(in, s) || s->has_name || s->has_kind_or_order || s->parent_id || s->has_class;
}

/* 0: it stays as it is; −1: an organ that this table registers. */
static int64_t parent_id_of(struct intake *in, const struct made *m, const struct organ_book *book,
                            const struct intake_units *units, const struct step *s)
{
    if (s->line->parent.n == 0)
        return 0;
    size_t row = s->line->parent_row;
    const struct organ *up = row == SIZE_MAX ? intake_unit_find(units, in->a, s->line->parent)
                                             : organ_of_code(book, m->line[row].code);
    if (!up)
        return -1;
    return s->was && s->was->parent_id == up->organ_id ? 0 : up->organ_id;
}

static enum rc organs_diff(struct intake *in, struct db *db, struct err *err)
{
    const struct made *m = in->made;
    struct plan *plan = ARENA_NEW(in->a, struct plan);
    struct organ_book *book = ARENA_NEW(in->a, struct organ_book);
    in->plan = plan;
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, book, err);
    if (rc != RC_OK)
        return rc;
    struct intake_units units = intake_units_make(in->a, book);
    plan->step = ARENA_ARRAY(in->a, struct step, m->r.rows + 1);
    for (size_t i = 0; i < m->r.rows; i++) {
        struct step s = {.line = &m->line[i], .row = i, .was = organ_of_code(book, m->line[i].code)};
        if (!intake_row_is_good(in, i))
            continue;
        find_class(m, book, &s);
        s.parent_id = parent_id_of(in, m, book, &units, &s);
        s.from_day = s.line->from_day ? s.line->from_day : s.was ? in->day : in->day / 10000 * 10000 + 101;
        bool is_step = !s.was || compare_known(in, book, &s);
        if (!s.was)
            compare_new(in, &s);
        if (is_step)
            plan->step[plan->steps++] = s;
        else
            intake_line_add(in, (struct intake_line){.change = CHANGE_SAME,
                                                     .row = in->table.row[i].number,
                                                     .subject = s.was->short_name});
    }
    return RC_OK;
}

/* ---- writing ---- */

PUT_FUNCTION(organ)
PUT_FUNCTION(organ_alias)
PUT_FUNCTION(organ_parent)
PUT_FUNCTION(organ_class)

static enum rc write_new(struct act *act, const struct step *s, int64_t *ret_id, struct err *err)
{
    const struct line *l = s->line;
    struct organ_draft draft = {.code = l->code,
                                .kind = KIND_NAME[l->kind < 0 ? KIND_UNIT : l->kind],
                                .name = l->name,
                                .short_name = l->short_name,
                                .class_code = s->class_code,
                                .class_name = s->class_name,
                                .alias = l->alias,
                                .aliases = l->aliases,
                                .official_order = l->order,
                                .from_day = s->from_day};
    return organ_add(act, &draft, ret_id, err);
}

static enum rc write_organ_row(struct act *act, const struct step *s, struct err *err)
{
    struct sql_organ_get_row row;
    bool is_found;
    const struct organ *was = s->was;
    enum rc rc = sql_organ_get(act->db, act->arena, act->actor.tenant_id, act->day, was->organ_id, &row,
                               &is_found, err);
    if (rc == RC_OK && !is_found)
        rc = FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, was->organ_id);
    if (rc != RC_OK)
        return rc;
    return put_organ(
        act,
        (struct organ_row){.organ_id = was->organ_id,
                           .code = was->code,
                           .kind = s->line->kind < 0 ? was->kind : KIND_NAME[s->line->kind],
                           .official_order = s->line->order ? s->line->order : row.official_order,
                           .opened_day = row.opened_day,
                           .closed_day = row.closed_day},
        err);
}

static enum rc write_known(struct act *act, const struct step *s, struct err *err)
{
    const struct line *l = s->line;
    enum rc rc = RC_OK;
    if (s->has_kind_or_order)
        rc = write_organ_row(act, s, err);
    if (rc == RC_OK && s->has_name)
        rc = organ_set_name(act, s->was, s->from_day, l->name,
                            l->short_name.n ? l->short_name : s->was->short_name, err);
    if (rc == RC_OK && s->has_class)
        rc = put_organ_class(act,
                             (struct organ_class_row){.organ_id = s->was->organ_id,
                                                      .from_day = s->from_day,
                                                      .class_code = s->class_code,
                                                      .class_name = s->class_name},
                             err);
    for (size_t i = 0; i < l->aliases && rc == RC_OK; i++)
        rc = put_organ_alias(
            act, (struct organ_alias_row){.organ_id = s->was->organ_id, .alias = l->alias[i]}, err);
    return rc;
}

static enum rc organs_write(struct act *act, const struct intake *in, struct err *err)
{
    const struct made *m = in->made;
    const struct plan *plan = in->plan;
    int64_t *id = ARENA_ARRAY(act->arena, int64_t, m->r.rows + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct step *s = &plan->step[i];
        rc = s->was ? write_known(act, s, err) : write_new(act, s, &id[s->row], err);
        if (s->was)
            id[s->row] = s->was->organ_id;
    }
    for (size_t i = 0; i < plan->steps && rc == RC_OK; i++) {
        const struct step *s = &plan->step[i];
        int64_t parent_id = s->parent_id < 0 ? id[s->line->parent_row] : s->parent_id;
        if (parent_id)
            rc =
                put_organ_parent(act,
                                 (struct organ_parent_row){
                                     .organ_id = id[s->row], .from_day = s->from_day, .parent_id = parent_id},
                                 err);
    }
    return rc == RC_OK ? search_refresh(act, STR("organ"), err) : rc;
}

/* ---- the rest ---- */

/* 住建局；市住建局: those that this organ alone has, as read_aliases takes them apart again. Aliases are
 * never taken away, so one that is left out stays. */
static struct str aliases_of(struct intake *in, const struct intake_units *units, const struct organ *o)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t n = 0;
    for (size_t i = 0; i < o->aliases && n < ALIASES_MAX; i++) {
        struct str one = o->alias[i];
        bool is_plain = intake_unit_find(units, in->a, one) == o && utf8_count(one) <= 60 &&
                        utf8_count(buf_str(&b)) + utf8_count(one) < (size_t)COLUMN[ALIAS].chars_max;
        for (size_t k = 0; k < COUNT_OF(ALIAS_MARK) && is_plain; k++)
            is_plain = str_find_str(one, str_c(ALIAS_MARK[k])) == one.n;
        if (!is_plain)
            continue;
        buf_put(&b, n++ ? STR("；") : STR(""));
        buf_put(&b, one);
    }
    return arena_str(in->a, buf_str(&b));
}

/* The organs that are there, one a row: whoever wants to change some changes their cells and hands it back.
 */
static const struct str *known_rows(struct intake *in, const struct organ_book *book)
{
    struct intake_units units = intake_units_make(in->a, book);
    struct str *all = ARENA_ARRAY(in->a, struct str, book->n * COLUMNS + 1);
    for (size_t i = 0; i < book->n; i++) {
        const struct organ *o = &book->organ[i], *up = organ_by_id(book, o->parent_id);
        struct str *row = &all[i * COLUMNS];
        row[CODE] = o->code;
        row[NAME] = o->name;
        row[SHORT] = o->short_name;
        row[KIND] = kind_find(o->kind) < 0 ? (struct str){0} : kind_word(kind_find(o->kind));
        row[ORDER] =
            o->official_order > 0 ? arena_printf(in->a, "%" PRId64, o->official_order) : (struct str){0};
        row[PARENT] = up ? up->short_name.n ? up->short_name : up->name : (struct str){0};
        row[CLASS_CODE] = o->class_code;
        row[CLASS] = o->class_name;
        row[ALIAS] = aliases_of(in, &units, o);
    }
    return all;
}

static enum rc organs_template(struct intake *in, struct db *db, struct buf *out, struct err *err)
{
    struct organ_book book;
    struct intake_help help[COLUMNS] = {
        [CODE] = {K("organs.say_code"), STR("YL0207"), NULL, 0},
        [NAME] = {K("organs.say_name"), STR("云澜市住房和城乡建设局"), NULL, 0},
        [SHORT] = {K("organs.say_short"), STR("市住建局"), NULL, 0},
        [KIND] = {K("organs.say_kind"), STR("单位"), KIND_OFFERED, COUNT_OF(KIND_OFFERED)},
        [ORDER] = {K("organs.say_order"), STR("18"), NULL, 0},
        [PARENT] = {K("organs.say_parent"), STR("云澜市"), NULL, 0},
        [CLASS_CODE] = {K("organs.say_class_code"), STR("gov"), NULL, 0},
        [CLASS] = {K("organs.say_class"), STR("政府部门"), NULL, 0},
        [ALIAS] = {K("organs.say_alias"), STR("住建局；市住房城乡建设局"), NULL, 0},
        [FROM] = {K("organs.say_from"), STR("2026-01-01"), NULL, 0},
    };
    enum rc rc = organ_book_load(db, in->a, in->actor.tenant_id, in->day, &book, err);
    return rc == RC_OK ? intake_records_template_of(in, &FORM, help, known_rows(in, &book), book.n, out, err)
                       : rc;
}

/* Organs with people, accounts, values or results are not as if they had never been. */
static enum rc is_free(struct act *act, const struct organ_row *made, size_t n, size_t which, struct err *err)
{
    struct sql_organ_uses_row uses;
    struct sql_organ_children_rows children;
    int64_t tenant = act->actor.tenant_id, id = made[which].organ_id;
    enum rc rc = sql_organ_uses(act->db, act->arena, tenant, id, &uses, err);
    if (rc == RC_OK)
        rc = sql_organ_children(act->db, act->arena, tenant, id, &children, err);
    if (rc != RC_OK)
        return rc;
    bool is_used = uses.posts + uses.accounts + uses.reported + uses.past > 0 || uses.names > 1;
    for (size_t i = 0; i < children.n; i++) {
        bool is_made_too = false;
        for (size_t k = 0; k < n; k++)
            is_made_too |= made[k].organ_id == children.row[i].organ_id;
        is_used |= !is_made_too;
    }
    if (!is_used)
        return RC_OK;
    (void)FAIL(err, RC_CONFLICT, "organs.is_used", "organ %" PRId64, id);
    return err_arg(err, 0, made[which].code);
}

static enum rc organs_may_undo(struct act *act, int64_t import_id, struct err *err)
{
    const struct cell *cell;
    size_t n;
    enum rc rc = intake_rows_made(act, import_id, &table_organ, &cell, &n, err);
    if (rc != RC_OK)
        return rc;
    struct organ_row *made = ARENA_ARRAY(act->arena, struct organ_row, n + 1);
    for (size_t i = 0; i < n; i++)
        organ_row_read(&cell[i * TABLE_COLUMNS_MAX], &made[i]);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        rc = is_free(act, made, n, i, err);
    return rc;
}

enum rc run_organ_import(struct act *act, const void *input, struct err *err)
{
    return intake_confirm_run(act, &INTAKE_ORGANS, input, err);
}

const struct intake_kind INTAKE_ORGANS = {
    .code = STR_INIT("organs"),
    .title = K("organs.kind"),
    .lead = K("organs.import_lead"),
    .act = &act_organ_import,
    .undo = &act_import_undo,
    .read = organs_read,
    .diff = organs_diff,
    .write = organs_write,
    .template = organs_template,
    .may_undo = organs_may_undo,
};
