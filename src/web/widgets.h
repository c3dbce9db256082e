/* What a page file cannot say by itself: pictures with computed lengths, form controls with their label, hint
 * and error tied together, data islands. Pages call them as {% widget name(…) %}. All text goes through
 * html_put; lengths are written as percentages and attributes, never as style, so the content security policy
 * holds. */
#ifndef WEB_WIDGETS_H
#define WEB_WIDGETS_H

#include "html/html.h"
#include "web/views/common.h"
#include "web/views/ranking.h"
#include "web/views/tasks.h"
#include "web/views/unit.h"

/* A symbol of assets/icons.svg, as decoration: the word stands beside it. */
void widget_icon(struct html *h, struct str name);

/* Places gained or lost: ▲3 ▽2 –, with the words for those who listen. */
void widget_move(struct html *h, bool has_last, int moved);

/* The axis for the bars of `rows`: it is cut when all first components are far from zero, so that differences
 * can be seen; the cut is drawn on every bar. */
struct bar_axis bar_axis_fit(const struct rank_row *rows, size_t rows_n, size_t parts_n);
/* One bar of stacked components. */
void widget_rank_bar(struct html *h, const struct rank_row *row, size_t parts_n, struct bar_axis axis);

/* From full marks to the score: columns where there is room, rows on a phone. */
void widget_waterfall(struct html *h, const struct waterfall_row *rows, size_t rows_n);

/* How much of a node's points was got, with the class mean as a tick (mean_at < 0: none). Nothing when there
 * is nothing to get. */
void widget_got_bar(struct html *h, int64_t got, int64_t of, int64_t mean_at);

/* A matter over the months of a year: from when to when, where its end was moved, what is overdue, today, its
 * milestones. The head says the months. */
void widget_gantt(struct html *h, struct gantt_view v);
void widget_gantt_head(struct html *h);

/* The island for the chart of ranks over periods; assets/kc.js draws it. */
void widget_bump(struct html *h, const struct bump_line *lines, size_t lines_n,
                 const struct history_point *history, size_t history_n);

/* "导出本表 XLSX · CSV": the same list with the same filters as a file (web/listing.h). `url` is the list's
 * own address; what it says of pages and of what was just done is left out. */
void widget_exports(struct html *h, struct str url);
/* The same of a further list of the page: `list` is its name (a-z), `title` what the link is called after. */
void widget_exports_of(struct html *h, struct str url, struct str list, struct str title);

/* A control with label, hint and error. `name` is its id and its field name. Hint n = 0: none. What was typed
 * comes back, but for passwords and files, which browsers do not take back. `autocomplete` is "off" where the
 * data is not that of the person who types. */
void widget_field(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                  struct str autocomplete);
/* A name of an organ; `list` is the id of a datalist of names on the page. */
void widget_field_organ(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                        struct str list);
void widget_field_password(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                           struct str autocomplete);
void widget_field_area(struct html *h, struct str name, struct str label, struct str hint, struct field f);
/* Words that break where the line ends. */
void widget_field_prose(struct html *h, struct str name, struct str label, struct str hint, struct field f);
void widget_field_file(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                       struct str accept);
/* A field of files, new and earlier ones: `name`, `name`-earlier, and with the script `name`-upload. */
void widget_files(struct html *h, struct str name, struct str label, struct str hint, struct files_field f);
/* The first option is chosen when f.value is none of them. */
void widget_field_select(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                         const struct option *options, size_t options_n);

#endif
