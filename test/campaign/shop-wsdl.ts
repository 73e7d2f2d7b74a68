/** A SOAP service of others: its description, and an answer of it. */
const TYPES = `<xsd:schema targetNamespace="urn:shop" elementFormDefault="qualified">
  <xsd:element name="put"><xsd:complexType><xsd:sequence><xsd:element name="key" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>
  <xsd:element name="putResponse"><xsd:complexType><xsd:sequence><xsd:element name="state" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>
</xsd:schema>`;

/** One operation, put(key) -> state. @param url of the service */
export const shopWsdl = (url: string) => `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:shop" targetNamespace="urn:shop">
  <types>${TYPES}</types>
  <message name="in"><part name="parameters" element="tns:put"/></message>
  <message name="out"><part name="parameters" element="tns:putResponse"/></message>
  <portType name="port"><operation name="put"><input message="tns:in"/><output message="tns:out"/></operation></portType>
  <binding name="binding" type="tns:port"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="put"><soap:operation soapAction="urn:put"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  <service name="shop"><port name="port" binding="tns:binding"><soap:address location="${url}"/></port></service>
</definitions>`;

/** @param state XML */
export const shopAnswer = (state: string) => `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
  <putResponse xmlns="urn:shop"><state>${state}</state></putResponse></e:Body></e:Envelope>`;
