// The C door to hiredis. Only plain functions of its synchronous interface are called, and all of
// them through their Argv forms, so no wrapper is needed: Swift cannot call the variadic ones.
#include <hiredis/hiredis.h>
