/*
 * The round trip of round-trip.ts with stubs that gSOAP made from the WSDL: round-trip TOKEN; prints what it saw as
 * JSON. Calls the address that the WSDL names. Strict parsing; SOAP_XML_NIL sends every unset field as nil.
 */
#include <stdio.h>
#include <string.h>
#include "soapH.h"
#include "clangBinding.nsmap"

static struct soap *soap;
static char *token;
static char fault[64];

/* Calls an operation with its parameters in schema order; gives the answer's msg, or nulls and `fault`. */
#define CALL(family, name, ...) ({ \
  struct _api__##family##_USCORE##name request = { token, ##__VA_ARGS__ }; \
  struct _api__##family##_USCORE##name##Response answer; \
  memset(&answer, 0, sizeof answer); \
  strcpy(fault, "none"); \
  if (soap_call___api__##family##_USCORE##name(soap, NULL, "", &request, &answer)) note_fault(); \
  answer.msg; })

/* gSOAP writes a code without prefix as "":213. */
static void note_fault(void) {
  const char *code = *soap_faultcode(soap);
  if (soap->error != SOAP_FAULT) soap_print_fault(soap, stderr);
  snprintf(fault, sizeof fault, "%s", code && !strncmp(code, "\"\":", 3) ? code + 3 : code);
}

static const char *text(const char *value) { return value ? value : ""; }

static struct api__ArrayOfCustomer *by_email(char *address) { return CALL(customer, getByEmailAddress, address); }

int main(int count, char **arguments) {
  if (count != 2) return 2;
  token = "wrong";
  soap = soap_new1(SOAP_XML_STRICT | SOAP_XML_NIL | SOAP_C_UTFSTRING);

  CALL(customer, getAll);
  printf("{\"wrongToken\":\"%s\"", fault);
  token = arguments[1];

  struct api__CustomerOption shoe = { .name = "shoe", .value = "42" };
  struct api__ArrayOfCustomerOption options = { 1, &shoe };
  struct api__Customer vera = {
    .lastname = "Ünal & Zoë <€>", .emailAddress = "trip@example.com", .externalId = "K-1", .options = &options,
  };
  struct api__Customer *first = CALL(customer, insert, &vera);
  printf(",\"inserted\":[\"%s\",\"%s\",\"%s\",\"%s\"]", text(first->lastname),
    text(first->options->CustomerOption[0].value), text(first->optIn), text(first->title));

  printf(",\"none\":%d", by_email("nobody@example.com")->__sizeCustomer);
  printf(",\"one\":%d", by_email("TRIP@example.com")->__sizeCustomer);
  struct api__Customer twin = { .emailAddress = "trip@example.com" };
  struct api__Customer *second = CALL(customer, insert, &twin);
  printf(",\"many\":%d", by_email("trip@example.com")->__sizeCustomer);
  struct api__ArrayOfCustomer *numbered = CALL(customer, getByExternalId, "K-1");
  printf(",\"byNumber\":%d", numbered->__sizeCustomer == 1 && *numbered->Customer[0].id == *first->id);

  struct api__Customer change = { .id = first->id, .firstname = "Vera" };
  struct api__Customer *updated = CALL(customer, update, &change);
  printf(",\"updated\":[\"%s\",\"%s\",\"%s\"]", text(updated->firstname), text(updated->lastname),
    text(updated->options->CustomerOption[0].value));

  struct api__Group named = { .name = "trip" };
  struct api__Group *made = CALL(group, insert, &named);
  struct api__Group group = { .id = made->id };
  struct api__Customer member = { .id = first->id };
  printf(",\"added\":%s", CALL(group, addMember, &group, &member) ? "true" : "false");
  CALL(group, addMember, &group, &member);
  printf(",\"again\":\"%s\"", fault);

  LONG64 resource = CALL(customer, getAll);
  struct api__Resource *set;
  do set = CALL(resource, getById, resource); while (!strcmp(set->status, "PROCESSING"));
  printf(",\"set\":[\"%s\",\"%s\"," SOAP_LONG_FORMAT "]", set->type, set->status, *set->size);
  struct api__ArrayOfCustomer *page = CALL(customerSet, getCustomers, resource, 0, 50);
  printf(",\"page\":[");
  for (int i = 0; i < page->__sizeCustomer; i++) printf("%s\"%s\"", i ? "," : "", page->Customer[i].emailAddress);
  CALL(customerSet, getCustomers, resource, 0, 51);
  printf("],\"pageSize\":\"%s\"", fault);
  struct api__ArrayOfInt *ids = CALL(customerSet, getCustomerIds, resource, 1, 50);
  printf(",\"ids\":%d", ids->__sizeinteger == 1 && atoll(ids->integer[0]) == *second->id);
  printf(",\"freed\":%s", CALL(resource, free, resource) ? "true" : "false");

  printf(",\"deleted\":%s", CALL(customer, delete, &member) ? "true" : "false");
  CALL(customer, getById, *first->id);
  printf(",\"gone\":\"%s\"}\n", fault);
  soap_destroy(soap);
  soap_end(soap);
  soap_free(soap);
  return 0;
}
