/* Lines become paragraphs: a line goes on in the next where it cannot have ended. Paragraphs with a number
 * are items, with a heading where one can be told from the text. */
#include "paper/reader.h"

#define WHOLE_LINE_GLYPHS 26 /* a shorter line without a comma ended where it ends */
#define HEADING_GLYPHS 40
#define LEVELS 5

struct paragraph {
    size_t from, to; /* glyphs */
    size_t text;     /* behind the marker */
    int level;       /* of the marker; 0: none */
    size_t line;     /* its first */
};

struct body {
    struct reader *r;
    struct minutes *m;
    struct paragraph *p;
    size_t n, cap;
    struct paper_organ *owner; /* of each item */
    size_t owners, owners_cap;
    size_t last[LEVELS + 1]; /* the last item of each level: index + 1; 0: none */
    bool in_head, is_attending;
    enum attendance how;
    enum mode carried; /* by a paragraph that ended with a colon */
    int carried_level;
};

/* ---- markers ---- */

/* 3.5 is a number; “1.3月底前” is an item that begins with a day. */
static bool is_decimal(const struct sheet *s, size_t at, size_t to)
{
    int number;
    if (at >= to || s->glyph[at].cp < '0' || s->glyph[at].cp > '9')
        return false;
    size_t n = sheet_number(s, at, to, &number);
    return !(sheet_word(s, at + n, to, "月") || sheet_word(s, at + n, to, "年") ||
             sheet_word(s, at + n, to, "个"));
}

size_t marker_at(const struct reader *r, size_t at, size_t to, int *ret_level)
{
    const struct sheet *s = &r->sheet;
    int number;
    uint32_t cp = glyph_cp(r, at);
    bool is_open = cp == '(';
    size_t n = sheet_number(s, at + is_open, to, &number);
    if (cp >= 0x2460 && cp <= 0x2473) { /* ① */
        *ret_level = 5;
        return 1;
    }
    if (!n || n > 3 || at + is_open + n >= to)
        return 0;
    bool is_chinese = glyph_cp(r, at + is_open) > '9';
    uint32_t end = glyph_cp(r, at + is_open + n);
    if (is_open) {
        *ret_level = is_chinese ? 2 : 4;
        return end == ')' ? n + 2 : 0;
    }
    *ret_level = is_chinese ? 1 : 3;
    if (end == 0x3001)
        return n + 1;
    return end == '.' && !is_decimal(s, at + n + 1, to) ? n + 1 : 0;
}

/* ---- paragraphs ---- */

static bool ends_paragraph(uint32_t cp)
{
    return cp == 0x3002 || cp == ';' || cp == ':' || cp == '!' || cp == '?';
}

static bool begins_paragraph(struct reader *r, const struct line *l)
{
    int level;
    enum attendance how;
    size_t at;
    return marker_at(r, l->from, l->to, &level) || label_line(r, l->from, l->to) ||
           attendance_at(r, l->from, l->to, &how, &at) || foot_at(r, l->from, l->to) ||
           lexicon_find(&r->lexicon, &r->sheet, l->from, l->to).word == W_MODE;
}

static bool is_row(const struct reader *r, const struct line *l)
{
    if (l->tabs)
        return true;
    for (size_t i = l->from + 1; i < l->to; i++)
        if (r->sheet.glyph[i].tabs)
            return true;
    return false;
}

/* Does `l` go on in `next`? */
static bool goes_on(struct reader *r, const struct line *l, const struct line *next)
{
    if (next->after_blank || ends_paragraph(glyph_cp(r, l->to - 1)) || is_row(r, l) || is_row(r, next) ||
        begins_paragraph(r, next))
        return false;
    return l->is_soft || l->to - l->from >= WHOLE_LINE_GLYPHS ||
           sheet_find(&r->sheet, l->from, l->to, ",") < l->to;
}

static void find_paragraphs(struct body *b)
{
    struct reader *r = b->r;
    for (size_t i = 0; i < r->sheet.lines; i++) {
        const struct line *l = &r->sheet.line[i];
        struct paragraph p = {.from = l->from, .to = l->to, .text = l->from, .line = i};
        if (!is_row(r, l))
            p.text += marker_at(r, l->from, l->to, &p.level);
        if (p.text == p.from)
            p.level = 0;
        while (i + 1 < r->sheet.lines && goes_on(r, &r->sheet.line[i], &r->sheet.line[i + 1]))
            p.to = r->sheet.line[++i].to;
        LIST_ADD(r->arena, b->p, b->n, b->cap, p);
    }
}

/* ---- headings ---- */

static bool has_work(struct reader *r, size_t from, size_t to)
{
    struct unit u = unit_cut(r, from, to);
    for (size_t i = 0; i < u.n; i++) {
        enum word w = u.token[i].word;
        if (w == W_LEAD || w == W_HELP || w == W_DUE || w == W_MODE || w == W_BY || label_at(r, &u, i) ||
            (w == W_CHARGE && i && u.token[i - 1].word == W_ORGAN) ||
            (w == W_MUST && i && u.token[i - 1].word == W_ORGAN))
            return true;
    }
    return false;
}

/* Nothing below it before the next item of its rank. */
static bool is_leaf(const struct body *b, size_t i)
{
    return i + 1 >= b->n || (b->p[i + 1].level && b->p[i + 1].level <= b->p[i].level);
}

/* Where the heading of an item ends; p->text: it has none. */
static size_t heading_end(struct body *b, size_t i)
{
    const struct paragraph *p = &b->p[i];
    struct reader *r = b->r;
    size_t end = p->text;
    while (end < p->to && !ends_paragraph(glyph_cp(r, end)) && end - p->text <= 2 * HEADING_GLYPHS)
        end++;
    bool is_all = end == p->to, is_short = end - p->text <= HEADING_GLYPHS;
    if (end == p->text)
        return p->text;
    if (lexicon_exact(&r->lexicon, &r->sheet, p->text, end))
        return end < p->to ? end + 1 : end;
    if (end < p->to && glyph_cp(r, end) == ':' && end + 1 < p->to)
        return p->text;
    bool about = sheet_word(&r->sheet, p->text, end, "关于") > 0;
    if (!is_short && !(about && end - p->text <= 2 * HEADING_GLYPHS))
        return p->text;
    if (!is_all && end + 1 == p->to && is_leaf(b, i))
        return p->text;
    if ((is_all && is_leaf(b, i)) || has_work(r, p->text, end))
        return p->text;
    return end < p->to ? end + 1 : end;
}

/* ---- items ---- */

/* The last item of a higher rank. */
static size_t parent_of(const struct body *b, int level)
{
    size_t parent = 0; /* index + 1 */
    for (int i = 1; i < level; i++)
        if (b->last[i] > parent)
            parent = b->last[i];
    return parent ? parent - 1 : PAPER_NONE;
}

static void take_owner(struct body *b, const struct paragraph *p, size_t end, size_t parent)
{
    struct reader *r = b->r;
    size_t to = end;
    while (to > p->text && ends_paragraph(glyph_cp(r, to - 1)))
        to--;
    struct paper_organ owner = {0};
    if (to > p->text && lexicon_exact(&r->lexicon, &r->sheet, p->text, to))
        owner = lexicon_organ(&r->lexicon, &r->sheet, p->text, to);
    else if (parent != PAPER_NONE)
        owner = b->owner[parent];
    LIST_ADD(r->arena, b->owner, b->owners, b->owners_cap, owner);
    r->owner = owner;
    r->has_owner = owner.said.place.n > 0;
}

/* Returns where the text behind the heading begins. */
static size_t begin_item(struct body *b, size_t i)
{
    struct reader *r = b->r;
    const struct paragraph *p = &b->p[i];
    size_t end = heading_end(b, i);
    struct minutes_item item = {.level = p->level, .parent = parent_of(b, p->level)};
    item.place = sheet_place(&r->sheet, p->from, end);
    item.number = (struct piece){sheet_place(&r->sheet, p->from, p->text), {0}};
    item.number.text = str_sub(r->sheet.text, item.number.place.at, item.number.place.n);
    item.heading = sheet_piece(&r->sheet, p->text, end);
    if (p->level <= r->reporter_level)
        r->reporter = (struct paper_organ){0};
    r->item = r->items;
    r->is_listed = end == p->text && is_leaf(b, i);
    LIST_ADD(r->arena, r->item_list, r->items, r->items_cap, item);
    b->last[p->level] = r->items;
    take_owner(b, p, end, item.parent);
    bool names = item.heading.place.n && r->owner.said.place.at == item.heading.place.at;
    r->spare = end > p->text && !names ? (struct span){p->text, end} : (struct span){0, 0};
    r->is_spare_remark = false;
    return end;
}

/* ---- all ---- */

static void set_mode(struct body *b, const struct paragraph *p)
{
    struct reader *r = b->r;
    if (p->level && p->level <= b->carried_level)
        b->carried = MODE_NONE;
    r->mode = b->carried;
}

static void carry_mode(struct body *b, const struct paragraph *p)
{
    struct reader *r = b->r;
    if (glyph_cp(r, p->to - 1) != ':')
        return;
    const struct draft *last = r->drafts ? r->draft[r->drafts - 1] : NULL;
    bool is_led = last && last->paragraph == r->paragraph && last->d.lead.organ_id && r->item != PAPER_NONE;
    if (is_led) /* 市自规局负责…：with what follows below */
        b->owner[r->item] = last->d.lead;
    b->carried = r->mode == MODE_OPENING ? MODE_NONE : r->mode;
    b->carried_level = r->item == PAPER_NONE ? 0 : r->item_list[r->item].level;
}

static bool has_sentence(const struct reader *r, const struct paragraph *p)
{
    return sheet_find(&r->sheet, p->from, p->to, "。") < p->to || glyph_cp(r, p->to - 1) == ':';
}

/* Lines that are no text: true when it was one. */
static bool take_frame(struct body *b, const struct paragraph *p)
{
    struct reader *r = b->r;
    size_t at;
    if (attendance_at(r, p->from, p->to, &b->how, &at)) {
        b->is_attending = true;
        attendees_read(r, b->how, at, p->to);
        reader_remark(r, p->from, p->to, NOT_ATTENDANCE);
        return true;
    }
    if (foot_at(r, p->from, p->to)) {
        reader_remark(r, p->from, p->to, NOT_FOOT);
        return true;
    }
    bool goes_on_attending = b->is_attending && !p->level && !has_sentence(r, p) &&
                             !label_line(r, p->from, p->to) &&
                             lexicon_find(&r->lexicon, &r->sheet, p->from, p->to).word != W_MODE;
    if (goes_on_attending && !has_work(r, p->from, p->to)) {
        attendees_read(r, b->how, p->from, p->to);
        reader_remark(r, p->from, p->to, NOT_ATTENDANCE);
        return true;
    }
    b->is_attending = false;
    return false;
}

static void take_paragraph(struct body *b, size_t i)
{
    struct reader *r = b->r;
    const struct paragraph *p = &b->p[i];
    size_t from = p->from;
    r->paragraph = i;
    if (b->m && r->items == 0 && !p->level)
        head_read(r, b->m, p->from, p->to);
    if (b->m && take_frame(b, p))
        return;
    b->in_head = b->in_head && !p->level && !has_sentence(r, p) && !has_work(r, p->from, p->to);
    if (b->in_head) {
        reader_remark(r, p->from, p->to, NOT_HEAD);
        return;
    }
    if (b->m && date_line(r, p->from, p->to)) {
        reader_remark(r, p->from, p->to, NOT_FOOT);
        return;
    }
    set_mode(b, p);
    if (p->level)
        from = begin_item(b, i);
    else
        r->is_listed = false;
    paragraph_read(r, from, p->to);
    carry_mode(b, p);
}

/* The last paragraph of a table that ends before line `line`; what goes on behind it is one of its own. */
static size_t behind_grid(struct body *b, size_t i, size_t line)
{
    const struct sheet *s = &b->r->sheet;
    size_t from = line < s->lines ? s->line[line].from : s->n;
    while (i + 1 < b->n && b->p[i + 1].to <= from)
        i++;
    struct paragraph *next = b->p[i].to > from ? &b->p[i] : i + 1 < b->n ? &b->p[i + 1] : NULL;
    if (!next || next->from >= from)
        return i;
    *next = (struct paragraph){.from = from, .to = next->to, .text = from, .line = line};
    return (size_t)(next - b->p) - 1;
}

void body_read(struct reader *r, struct minutes *m)
{
    struct body b = {.r = r, .m = m, .in_head = m != NULL};
    find_paragraphs(&b);
    for (size_t i = 0; i < b.n; i++) {
        size_t lines = grid_read(r, b.p[i].line);
        if (!lines) {
            take_paragraph(&b, i);
            continue;
        }
        b.in_head = b.is_attending = false;
        i = behind_grid(&b, i, b.p[i].line + lines);
    }
}
