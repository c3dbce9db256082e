/* Lengths are percentages and attributes, as everywhere (widgets.c); the months stand behind the rows as a
 * pattern of the style sheet, so that a row is few elements. */
#include "web/widgets.h"

#define YEAR 10000
#define MONTHS 12

static void percent(struct html *h, const char *attribute, int part)
{
    buf_printf(h->out, " %s=\"%d.%02d%%\"", attribute, part / 100, part % 100);
}

/* A thing that has some width shows, however short it is. */
static void span(struct html *h, const char *look, int from, int to)
{
    if (to <= from)
        return;
    buf_printf(h->out, "<rect class=\"%s\" y=\"6\" height=\"8\"", look);
    percent(h, "x", from);
    percent(h, "width", to - from < 40 ? 40 : to - from);
    html_lit(h, "/>");
}

static void stroke(struct html *h, const char *look, int at)
{
    buf_printf(h->out, "<rect class=\"%s\" width=\"1.5\" y=\"%d\" height=\"%d\"", look,
               look[3] == 't' ? 0 : 3, look[3] == 't' ? 20 : 14);
    percent(h, "x", at);
    html_lit(h, "/>");
}

static void mark(struct html *h, const struct gantt_mark *m)
{
    buf_printf(h->out, "<circle class=\"%s%s\" r=\"2.6\" cy=\"10\"", m->is_done ? "is-done" : "is-open",
               m->is_late ? " is-late" : "");
    percent(h, "cx", m->at);
    html_lit(h, "/>");
}

void widget_gantt(struct html *h, struct gantt_view v)
{
    html_lit(h, "<svg class=\"kc-gantt\" role=\"img\" aria-label=\"");
    html_put(h, v.label);
    html_lit(h, "\">");
    if (v.has_bar)
        span(h, "is-plan", v.from, v.to);
    span(h, "is-overdue", v.late_from, v.late_to);
    for (size_t i = 0; i < v.moves_n; i++)
        stroke(h, "is-moved", v.moves[i]);
    for (size_t i = 0; i < v.marks_n; i++)
        mark(h, &v.marks[i]);
    if (v.today >= 0)
        stroke(h, "is-today", v.today);
    html_lit(h, "</svg>");
}

void widget_gantt_head(struct html *h)
{
    html_lit(h, "<svg class=\"kc-gantt is-head\" aria-hidden=\"true\">");
    for (int i = 0; i < MONTHS; i++) {
        html_lit(h, "<text y=\"14\"");
        percent(h, "x", YEAR * (2 * i + 1) / (2 * MONTHS));
        html_lit(h, ">");
        html_put(h, i + 1);
        html_lit(h, "</text>");
    }
    html_lit(h, "</svg>");
}
