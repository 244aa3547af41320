namespace Zkml.Circuits.Certificate;
public static class CertificateCircuit { public static Circuit Build(Circuit c) => c; }
