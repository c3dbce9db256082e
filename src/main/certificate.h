/* From when to when a certificate holds: the one thing that `doctor` must know of it. The listener reads it
 * by its own library; nothing is verified here. */
#ifndef MAIN_CERTIFICATE_H
#define MAIN_CERTIFICATE_H

#include "base/arena.h"

/* The first certificate of a PEM file (RFC 7468, RFC 5280 §4.1.2.5), in ms since 1970 UTC. False when there
 * is none or it cannot be read; hostile bytes are safe. */
bool certificate_validity(struct arena *a, struct str pem, int64_t *ret_from_ms, int64_t *ret_to_ms);

#endif
