/* The form of /calendar/hours and the lines of pattern_read, each made of the other. Whatever a week can say
 * the form shows, and gives back unchanged: a row for each line of hours, a line for each scope. There is one
 * reader of weeks; what it refuses is said at the field from which the line came. */
#ifndef WEB_HOURS_FORM_H
#define WEB_HOURS_FORM_H

#include "web/calendar_page.h"

#define HOURS_LINES_MAX (HOURS_MAX + 128) /* of hours and scopes; pattern_read refuses what is too many */

struct hours_form {
    struct field name, scope, zone;
    struct weekday_box box[7];
    struct hours_row row[HOURS_MAX];
    size_t rows;        /* that are shown, at least 1 */
    struct str pattern; /* what hours_form_write made of it */
    struct {            /* which field a line of it came from */
        struct str id;
        struct field *field;
    } line[HOURS_LINES_MAX];
    size_t lines;
};

struct hours_form *hours_form_new(struct door *d);
/* A week as it is kept, with an empty row behind its rows where there is room. */
void hours_form_show(struct door *d, struct hours_form *f, const struct pattern *p, struct str zone);
/* What was posted; "more" asks for one more row. */
void hours_form_read(struct door *d, struct hours_form *f);
/* f->pattern, or errors at the fields. */
void hours_form_write(struct door *d, struct hours_form *f, struct web_errors *errors);
/* What the reader of weeks says against f->pattern, at the fields. */
void hours_form_refuse(struct door *d, struct hours_form *f, const struct problems *problems,
                       struct web_errors *errors);

#endif
