#include "jobs/digest.h"

#include <stdlib.h>

#include "base/key.h"
#include "base/utf8.h"
#include "text/text.h"

/* ---- putting together ---- */

struct told_line {
    struct reminder r;
    struct str text, heading;
};

static bool is_said(const struct told_line *e, size_t n, struct str text, struct str path)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(e[i].text, text) && str_eq(e[i].r.path, path))
            return true;
    return false;
}

/* Urgent first, then what is due first, then what was told first. */
static int by_urgency(const void *x, const void *y)
{
    const struct told_line *a = x, *b = y;
    int64_t due_a = a->r.due_day ? a->r.due_day : INT64_MAX, due_b = b->r.due_day ? b->r.due_day : INT64_MAX;
    if (a->r.is_now != b->r.is_now)
        return a->r.is_now ? -1 : 1;
    if (due_a != due_b)
        return due_a < due_b ? -1 : 1;
    return a->r.line_id < b->r.line_id ? -1 : a->r.line_id > b->r.line_id;
}

static struct str day_text(struct arena *a, int64_t day)
{
    if (day == 0)
        return (struct str){0};
    return arena_printf(a, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}

static struct str address(struct arena *a, struct str base, struct str path)
{
    return base.n ? arena_printf(a, "%.*s%.*s", STR_ARG(base), STR_ARG(path)) : (struct str){0};
}

/* Groups in the order of their first line, which is the most urgent one. */
static size_t group_up(struct arena *a, const struct digest_of *of, const struct told_line *e, size_t n,
                       struct digest_group *out)
{
    size_t groups = 0;
    for (size_t i = 0; i < n; i++) {
        size_t g = 0;
        while (g < groups && !str_eq(out[g].heading, e[i].heading))
            g++;
        if (g < groups)
            continue;
        struct digest_line *line = ARENA_ARRAY(a, struct digest_line, n - i);
        struct digest_group *group = &out[groups++];
        *group = (struct digest_group){.heading = e[i].heading, .line = line};
        for (size_t k = i; k < n; k++)
            if (str_eq(e[k].heading, group->heading))
                line[group->n++] = (struct digest_line){.text = e[k].text,
                                                        .url = address(a, of->public_url, e[k].r.path),
                                                        .due = day_text(a, e[k].r.due_day),
                                                        .is_now = e[k].r.is_now};
    }
    return groups;
}

static struct str fill(struct arena *a, enum lang lang, const char *key, struct str a0, struct str a1)
{
    struct str arg[] = {a0, a1};
    return text_fill(a, text_get(lang, key), arg, 2);
}

static const struct {
    const char *subject, *lead;
} WORDS[] = {{K("digest.subject"), K("digest.lead")},
             {K("digest.subject_now"), K("digest.lead_now")},
             {K("digest.subject_try"), K("digest.lead_try")}};

struct digest digest_make(struct arena *a, const struct digest_of *of, const struct reminders *lines)
{
    struct told_line *e = ARENA_ARRAY(a, struct told_line, lines->n + 1);
    struct digest_group *group = ARENA_ARRAY(a, struct digest_group, lines->n + 1);
    size_t n = 0, what = of->is_try ? 2 : of->is_now ? 1 : 0;
    for (size_t i = 0; i < lines->n; i++) {
        struct str text = reminder_text(a, of->lang, &lines->row[i]);
        if (is_said(e, n, text, lines->row[i].path))
            continue;
        e[n++] = (struct told_line){
            .r = lines->row[i], .text = text, .heading = reminder_heading(a, of->lang, &lines->row[i])};
    }
    qsort(e, n, sizeof *e, by_urgency);
    struct str count = arena_printf(a, "%zu", n), who = of->label.n ? of->label : of->city;
    return (struct digest){.lang = of->lang,
                           .city = of->city,
                           .subject = fill(a, of->lang, WORDS[what].subject, who, count),
                           .lead = text_get(of->lang, WORDS[what].lead),
                           .group = group,
                           .groups = group_up(a, of, e, n, group),
                           .lines = n,
                           .all_url = address(a, of->public_url, STR("/todo/notices")),
                           .wishes_url = of->label.n ? (struct str){0}
                                                     : address(a, of->public_url, STR("/me/notices"))};
}

/* ---- writing ---- */

/* In Markdown these would be a heading, a link, a mention or emphasis of somebody's title. */
static struct str plain_in_markdown(struct arena *a, struct str s)
{
    static const char marks[] = "#*_`<>[]()@~|\\";
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < s.n; i++) {
        char wide[4];
        if (memchr(marks, s.p[i], sizeof marks - 1))
            buf_put(&b, str_of(wide, utf8_encode(0xFEE0 + (uint32_t)s.p[i], wide)));
        else
            buf_putc(&b, s.p[i]);
    }
    return arena_str(a, buf_str(&b));
}

enum form { FOR_MAIL, FOR_GROUP, FOR_MARKDOWN };

static struct str line_text(struct arena *a, const struct digest *d, const struct digest_line *line,
                            enum form form)
{
    struct str text = line->text;
    if (line->due.n)
        text = fill(a, d->lang, K("digest.line_due"), text, line->due);
    if (line->is_now)
        text = fill(a, d->lang, K("digest.line_now"), text, (struct str){0});
    if (form == FOR_MARKDOWN)
        text = plain_in_markdown(a, text);
    if (form == FOR_MARKDOWN && line->url.n)
        return arena_printf(a, "- [%.*s](%.*s)\n", STR_ARG(text), STR_ARG(line->url));
    if (form == FOR_MAIL && line->url.n)
        return arena_printf(a, "- %.*s\n  %.*s\n", STR_ARG(text), STR_ARG(line->url));
    return arena_printf(a, "- %.*s\n", STR_ARG(text));
}

static struct str heading_text(struct arena *a, const struct digest *d, const struct digest_group *g,
                               enum form form)
{
    struct str text = fill(a, d->lang, K("digest.heading"), g->heading, arena_printf(a, "%zu", g->n));
    return form == FOR_MARKDOWN ? arena_printf(a, "\n**%.*s**\n", STR_ARG(plain_in_markdown(a, text)))
                                : arena_printf(a, "\n%.*s\n", STR_ARG(text));
}

static struct str tail_text(struct arena *a, const struct digest *d, size_t left, enum form form)
{
    struct buf b CLEANUP(buf_release) = {0};
    if (left)
        buf_printf(
            &b, "%.*s\n",
            STR_ARG(fill(a, d->lang, K("digest.more"), arena_printf(a, "%zu", left), (struct str){0})));
    struct str all = d->all_url.n ? fill(a, d->lang, K("digest.all"), d->all_url, (struct str){0})
                                  : text_get(d->lang, K("digest.all_here"));
    buf_printf(&b, "\n%.*s", STR_ARG(all));
    if (form == FOR_MAIL && d->wishes_url.n)
        buf_printf(&b, "\n%.*s",
                   STR_ARG(fill(a, d->lang, K("digest.wishes"), d->wishes_url, (struct str){0})));
    return arena_str(a, buf_str(&b));
}

/* Line by line while the longest tail still fits behind; bytes 0: everything. */
static struct str write_all(struct arena *a, const struct digest *d, enum form form, size_t bytes,
                            size_t *ret_left)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t tail = tail_text(a, d, d->lines, form).n, written = 0;
    bool is_full = false;
    if (form == FOR_MARKDOWN)
        buf_printf(&b, "**%.*s**\n", STR_ARG(plain_in_markdown(a, d->subject)));
    else if (form == FOR_GROUP)
        buf_printf(&b, "%.*s\n", STR_ARG(d->subject));
    else
        buf_printf(&b, "%.*s\n", STR_ARG(d->lead));
    for (size_t g = 0; g < d->groups && !is_full; g++) {
        struct str heading = heading_text(a, d, &d->group[g], form);
        for (size_t i = 0; i < d->group[g].n && !is_full; i++) {
            struct str line = line_text(a, d, &d->group[g].line[i], form);
            size_t more = line.n + (i == 0 ? heading.n : 0);
            is_full = bytes && b.n + more + tail > bytes;
            if (is_full)
                break;
            if (i == 0)
                buf_put(&b, heading);
            buf_put(&b, line);
            written++;
        }
    }
    *ret_left = d->lines - written;
    buf_put(&b, tail_text(a, d, *ret_left, form));
    struct str all = arena_str(a, buf_str(&b));
    return bytes ? utf8_cut(all, bytes) : all;
}

struct str digest_mail_text(struct arena *a, const struct digest *d)
{
    size_t left;
    return write_all(a, d, FOR_MAIL, 0, &left);
}

struct str digest_group_text(struct arena *a, const struct digest *d, size_t bytes, size_t *ret_left)
{
    return write_all(a, d, FOR_GROUP, bytes, ret_left);
}

struct str digest_markdown(struct arena *a, const struct digest *d, size_t bytes, size_t *ret_left)
{
    return write_all(a, d, FOR_MARKDOWN, bytes, ret_left);
}
