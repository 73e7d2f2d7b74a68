import clang.*;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URL;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.bind.JAXBElement;
import javax.xml.ws.Holder;
import javax.xml.ws.soap.SOAPFaultException;

/** The round trip of round-trip.ts with what wsimport made: RoundTrip WSDL TOKEN; prints what it saw as JSON. */
public class RoundTrip {
    private static final ObjectFactory MAKE = new ObjectFactory();
    private static ClangService service;
    private static String token;

    private interface Call<T> {
        void run(Holder<BigInteger> code, Holder<T> msg);
    }

    private static <T> T ask(Call<T> call) {
        Holder<BigInteger> code = new Holder<>();
        Holder<T> msg = new Holder<>();
        call.run(code, msg);
        if (code.value.signum() != 0) throw new IllegalStateException("code " + code.value);
        return msg.value;
    }

    private static String faultOf(Runnable work) {
        try {
            work.run();
            return "none";
        } catch (SOAPFaultException fault) {
            return fault.getFault().getFaultCode();
        }
    }

    private static String text(JAXBElement<String> element) {
        return element == null || element.getValue() == null ? "" : element.getValue();
    }

    private static String quoted(String... texts) {
        return List.of(texts).stream().map(text -> '"' + text + '"').collect(Collectors.joining(",", "[", "]"));
    }

    private static List<Customer> byEmail(String address) {
        return RoundTrip.<ArrayOfCustomer>ask((c, m) -> service.customerGetByEmailAddress(token, address, c, m))
            .getCustomer();
    }

    private static Customer insert(Customer customer) {
        return ask((c, m) -> service.customerInsert(token, customer, c, m));
    }

    private static boolean addMember(Group group, Customer customer) {
        return ask((c, m) -> service.groupAddMember(token, group, customer, c, m));
    }

    private static ArrayOfCustomer page(long resource, long size) {
        return ask((c, m) -> service.customerSetGetCustomers(token, resource, 0, size, c, m));
    }

    public static void main(String[] arguments) throws Exception {
        service = new ClangAPI(new URL(arguments[0])).getClangPort();
        PrintStream out = new PrintStream(System.out, true, "UTF-8");

        token = "wrong";
        out.printf("{\"wrongToken\":\"%s\"",
            faultOf(() -> RoundTrip.<Long>ask((c, m) -> service.customerGetAll(token, c, m))));
        token = arguments[1];

        CustomerOption shoe = new CustomerOption();
        shoe.setName(MAKE.createCustomerOptionName("shoe"));
        shoe.setValue(MAKE.createCustomerOptionValue("42"));
        ArrayOfCustomerOption options = new ArrayOfCustomerOption();
        options.getCustomerOption().add(shoe);
        Customer vera = new Customer();
        vera.setLastname(MAKE.createCustomerLastname("Ünal & Zoë <€>"));
        vera.setEmailAddress(MAKE.createCustomerEmailAddress("trip@example.com"));
        vera.setExternalId(MAKE.createCustomerExternalId("K-1"));
        vera.setOptions(MAKE.createCustomerOptions(options));
        Customer first = insert(vera);
        long id = first.getId().getValue();
        out.printf(",\"inserted\":%s", quoted(text(first.getLastname()),
            text(first.getOptions().getValue().getCustomerOption().get(0).getValue()),
            text(first.getOptIn()), text(first.getTitle())));

        out.printf(",\"none\":%d", byEmail("nobody@example.com").size());
        out.printf(",\"one\":%d", byEmail("TRIP@example.com").size());
        Customer twin = new Customer();
        twin.setEmailAddress(MAKE.createCustomerEmailAddress("trip@example.com"));
        long secondId = insert(twin).getId().getValue();
        out.printf(",\"many\":%d", byEmail("trip@example.com").size());
        List<Customer> numbered = RoundTrip.<ArrayOfCustomer>ask(
            (c, m) -> service.customerGetByExternalId(token, "K-1", c, m)).getCustomer();
        out.printf(",\"byNumber\":%d", numbered.size() == 1 && numbered.get(0).getId().getValue() == id ? 1 : 0);

        Customer change = new Customer();
        change.setId(MAKE.createCustomerId(id));
        change.setFirstname(MAKE.createCustomerFirstname("Vera"));
        change.setLastname(MAKE.createCustomerLastname(null));
        change.getLastname().setNil(true);
        Customer updated = ask((c, m) -> service.customerUpdate(token, change, c, m));
        out.printf(",\"updated\":%s", quoted(text(updated.getFirstname()), text(updated.getLastname()),
            text(updated.getOptions().getValue().getCustomerOption().get(0).getValue())));

        Group named = new Group();
        named.setName(MAKE.createGroupName("trip"));
        Group made = ask((c, m) -> service.groupInsert(token, named, c, m));
        Group group = new Group();
        group.setId(made.getId());
        Customer member = new Customer();
        member.setId(first.getId());
        out.printf(",\"added\":%b", addMember(group, member));
        out.printf(",\"again\":\"%s\"", faultOf(() -> addMember(group, member)));

        long resource = RoundTrip.<Long>ask((c, m) -> service.customerGetAll(token, c, m));
        Resource set;
        do {
            set = ask((c, m) -> service.resourceGetById(token, resource, c, m));
        } while (text(set.getStatus()).equals("PROCESSING"));
        out.printf(",\"set\":[\"%s\",\"%s\",%d]", text(set.getType()), text(set.getStatus()), set.getSize().getValue());
        out.printf(",\"page\":%s", quoted(page(resource, 50).getCustomer().stream()
            .map(customer -> text(customer.getEmailAddress())).toArray(String[]::new)));
        out.printf(",\"pageSize\":\"%s\"", faultOf(() -> page(resource, 51)));
        List<BigInteger> ids = RoundTrip.<ArrayOfInt>ask(
            (c, m) -> service.customerSetGetCustomerIds(token, resource, 1, 50, c, m)).getInteger();
        out.printf(",\"ids\":%d", ids.equals(List.of(BigInteger.valueOf(secondId))) ? 1 : 0);
        out.printf(",\"freed\":%b", RoundTrip.<Boolean>ask((c, m) -> service.resourceFree(token, resource, c, m)));

        out.printf(",\"deleted\":%b", RoundTrip.<Boolean>ask((c, m) -> service.customerDelete(token, member, c, m)));
        out.printf(",\"gone\":\"%s\"}%n",
            faultOf(() -> RoundTrip.<Customer>ask((c, m) -> service.customerGetById(token, id, c, m))));
    }
}
