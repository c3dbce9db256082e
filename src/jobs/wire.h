/* The way out: libcurl, hidden. Mail by SMTP, and JSON by POST; TLS checked, no redirect followed, no proxy
 * of the environment, an end after 20 seconds, and at once when the program ends. */
#ifndef JOBS_WIRE_H
#define JOBS_WIRE_H

#include <stdatomic.h>

#include "jobs/mail.h"

#define WIRE_SECONDS_MAX 20
#define WIRE_ANSWER_BYTES_MAX 65536

struct wire_smtp {
    struct str url;            /* smtp://host:587 (STARTTLS), smtps://host:465; to this machine also plain */
    struct str user, password; /* n = 0: without signing in */
    struct str ca_file;        /* n = 0: the system's */
};

/* Once per program, before other threads; and at the end. */
void wire_open(void);
void wire_close(void);

/* http to another machine, or what is no address at all. RC_INVALID "jobs.smtp_url_wrong",
 * "jobs.base_url_wrong". */
enum rc wire_check_smtp(struct str url, struct err *err) MUST_CHECK;
enum rc wire_check_base(struct str url, struct err *err) MUST_CHECK;
/* An address for links alone, which nobody here calls: http or https. RC_INVALID "jobs.public_url_wrong". */
enum rc wire_check_public(struct str url, struct err *err) MUST_CHECK;

/* RC_IO with a text for the administrator and no address in it: "jobs.no_connection", "jobs.tls_failed",
 * "jobs.signing_in_failed", "jobs.mail_refused" {0} the server's number, "jobs.broken_off". */
enum rc wire_mail(struct arena *a, const struct wire_smtp *smtp, const struct mail *m,
                  const atomic_bool *is_ending, struct err *err) MUST_CHECK;
/* The answer's body, when the status is 200. RC_IO as above, and "jobs.http_status" {0}. */
enum rc wire_post(struct arena *a, struct str url, struct str ca_file, struct str json,
                  const atomic_bool *is_ending, struct str *ret, struct err *err) MUST_CHECK;

/* The other machine could not be reached at all: others would not either. */
bool wire_is_down(const struct err *err);

#endif
