/* The names of the facts of an explanation (docs/explanation-format.md) and their fixed words, for readers:
 * keys of po/facts.*.po, NULL where there is none. */
#ifndef WEB_FACT_WORDS_H
#define WEB_FACT_WORDS_H

#include "base/str.h"

const char *fact_name_text(struct str name);
const char *fact_word_text(struct str word); /* "half_up", "missing", "yes" */

#endif
