/* The registers in the menu: those in force that this person's role sees, the weightiest first. A menu that
 * cannot be read is left out: the page is more than its menu. */
#ifndef WEB_REGISTER_MENU_H
#define WEB_REGISTER_MENU_H

#include "web/page.h"

#define REGISTERS_IN_MENU 6 /* the others stand on /registers */

void register_menu_fill(struct door *d, struct shell_view *shell);
/* A page about a record stands in its register: after web_frame. */
void register_menu_here(struct door *d, struct shell_view *shell, struct str procedure);

#endif
