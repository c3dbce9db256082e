/* Signs as Chinese texts have them — full width, or those of mathematics — and the sign of FEEL that each one
 * means, whatever stands around it. Commas, quotes and ％ are not among them: what those mean depends on the
 * place. */
#ifndef FEEL_WIDE_H
#define FEEL_WIDE_H

#include "base/str.h"

/* The length of such a sign or digit at the beginning of the text; 0: none stands there. */
size_t wide_sign(struct str text, struct str *ret_narrow);

#endif
