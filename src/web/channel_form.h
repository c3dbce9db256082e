/* When and how a channel speaks, as a form: shared by one's own and a group's. */
#ifndef WEB_CHANNEL_FORM_H
#define WEB_CHANNEL_FORM_H

#include "domain/channel.h"
#include "web/page.h"

/* What is stored, or the default, as fields. */
void channel_wish_show(struct door *d, const struct channel_wish *wish, struct channel_wish_view *ret);
/* What was typed, as fields and as a wish; a time that is none becomes −1, which the act refuses. */
void channel_wish_read(struct door *d, struct channel_wish_view *ret_view, struct channel_wish *ret);
/* The field that an error of the acts is about; n = 0: the whole form. */
struct str channel_error_field(const struct err *err);
/* "08:30"; "21:00–08:00". */
struct str channel_minute_text(struct door *d, int64_t minute);

#endif
