/* A field of files. Without the script it is a plain one, sent with the form; with it (assets/kc.js,
 * data-files) each file goes ahead in pieces, and its number stands in a hidden field. */
#include "text/text.h"
#include "web/widgets.h"

#define ACCEPT ".pdf,.ofd,.jpg,.jpeg,.png,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv"

static void id_with(struct html *h, struct str name, const char *suffix)
{
    html_put(h, name);
    html_put(h, str_c(suffix));
}

static void words(struct html *h, const char *attribute, struct str text)
{
    html_lit(h, " data-");
    html_put(h, str_c(attribute));
    html_lit(h, "=\"");
    html_put(h, text);
    html_lit(h, "\"");
}

static void put_input(struct html *h, struct str name, struct str error)
{
    html_lit(h, "<div class=\"kc-drop\"><input type=\"file\" multiple accept=\"" ACCEPT "\" id=\"");
    html_put(h, name);
    html_lit(h, "\" name=\"");
    html_put(h, name);
    html_lit(h, "\" aria-describedby=\"");
    id_with(h, name, "-hint");
    if (error.n) {
        html_lit(h, " ");
        id_with(h, name, "-error");
        html_lit(h, "\" aria-invalid=\"true");
    }
    html_lit(h, "\"><div role=\"status\"><ul class=\"kc-sent\"></ul></div></div>");
}

static void put_choice(struct html *h, struct str name, const struct files_choice *c)
{
    html_lit(h, "<p class=\"kc-check\"><input class=\"form-check-input\" type=\"checkbox\" name=\"");
    id_with(h, name, "-earlier");
    html_lit(h, "\" value=\"");
    html_put(h, c->value);
    html_lit(h, "\" id=\"");
    id_with(h, name, "-");
    html_put(h, c->value);
    html_lit(h, "\"");
    if (c->is_chosen)
        html_lit(h, " checked");
    html_lit(h, "> <label for=\"");
    id_with(h, name, "-");
    html_put(h, c->value);
    html_lit(h, "\">");
    html_put(h, c->label);
    if (c->remark.n) {
        html_lit(h, " <small>");
        html_put(h, c->remark);
        html_lit(h, "</small>");
    }
    html_lit(h, "</label></p>");
}

static void put_choices(struct html *h, struct str name, const struct files_field *f)
{
    if (f->choices == 0)
        return;
    if (f->has_chosen)
        html_lit(h, "<details class=\"kc-earlier\" open><summary>");
    else
        html_lit(h, "<details class=\"kc-earlier\"><summary>");
    html_put(h, T(h->lang, "files.earlier"));
    html_lit(h, "</summary>");
    for (size_t i = 0; i < f->choices; i++)
        put_choice(h, name, &f->choice[i]);
    html_lit(h, "</details>");
}

void widget_files(struct html *h, struct str name, struct str label, struct str hint, struct files_field f)
{
    if (f.error.n)
        html_lit(h, "<div class=\"kc-field is-bad\"");
    else
        html_lit(h, "<div class=\"kc-field\"");
    words(h, "files", name);
    words(h, "sending", T(h->lang, "files.sending"));
    words(h, "sent", T(h->lang, "files.sent"));
    words(h, "waiting", T(h->lang, "files.waiting"));
    words(h, "failed", T(h->lang, "files.failed"));
    words(h, "remove", T(h->lang, "files.remove"));
    html_lit(h, "><label class=\"form-label\" for=\"");
    html_put(h, name);
    html_lit(h, "\">");
    html_put(h, label);
    html_lit(h, "</label><p class=\"kc-hint\" id=\"");
    id_with(h, name, "-hint");
    html_lit(h, "\">");
    html_put(h, hint);
    html_lit(h, "</p>");
    if (f.error.n) {
        html_lit(h, "<p class=\"kc-error\" id=\"");
        id_with(h, name, "-error");
        html_lit(h, "\">");
        html_put(h, f.error);
        html_lit(h, "</p>");
    }
    put_input(h, name, f.error);
    put_choices(h, name, &f);
    html_lit(h, "</div>");
}
