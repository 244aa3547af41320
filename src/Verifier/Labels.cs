using Zkml.Algebra.Transcripts;

namespace Zkml.Verifier;

/// <summary>Every message of the transcript, in order of first use (docs/protocol.md §2.3).</summary>
public static class Labels
{
    public const string ProtocolId = "zkml-core-1";

    public static readonly TranscriptLabel Model = new("model");
    public static readonly TranscriptLabel Context = new("context");
    public static readonly TranscriptLabel Input = new("input");
    public static readonly TranscriptLabel Output = new("output");
    public static readonly TranscriptLabel Salt = new("salt");
    public static readonly TranscriptLabel CommitWitness = new("commit.witness");
    public static readonly TranscriptLabel Alpha = new("logup.alpha");
    public static readonly TranscriptLabel Beta = new("logup.beta");
    public static readonly TranscriptLabel Root = new("logup.root");
    public static readonly TranscriptLabel Lambda = new("logup.lambda");
    public static readonly TranscriptLabel LogUpRound = new("logup.round");
    public static readonly TranscriptLabel LogUpPoint = new("logup.r");
    public static readonly TranscriptLabel Ends = new("logup.ends");
    public static readonly TranscriptLabel Mu = new("logup.mu");
    public static readonly TranscriptLabel RhoEvaluations = new("rho.evals");
    public static readonly TranscriptLabel ContractionGamma = new("contraction.gamma");
    public static readonly TranscriptLabel ContractionRound = new("contraction.round");
    public static readonly TranscriptLabel ContractionPoint = new("contraction.r");
    public static readonly TranscriptLabel XEvaluations = new("x.evals");
    public static readonly TranscriptLabel IndexGamma = new("index.gamma");
    public static readonly TranscriptLabel IndexRound = new("index.round");
    public static readonly TranscriptLabel IndexPoint = new("index.r");
    public static readonly TranscriptLabel ZEvaluations = new("z.evals");
    public static readonly TranscriptLabel ReduceGamma = new("reduce.gamma");
    public static readonly TranscriptLabel ReduceRound = new("reduce.round");
    public static readonly TranscriptLabel ReducePoint = new("reduce.r");
    public static readonly TranscriptLabel YEvaluations = new("y.evals");
    public static readonly TranscriptLabel OpenDelta = new("open.delta");
    public static readonly TranscriptLabel OpenBlinding = new("open.blinding");
    public static readonly TranscriptLabel OpenFolded = new("open.h");
    public static readonly TranscriptLabel OpenAlpha = new("open.alpha");
    public static readonly TranscriptLabel OpenQuotient = new("open.qg");
    public static readonly TranscriptLabel OpenGamma = new("open.gamma");
    public static readonly TranscriptLabel OpenProducts = new("open.sd");
    public static readonly TranscriptLabel OpenZeta = new("open.zeta");
    public static readonly TranscriptLabel OpenEvaluations = new("open.evals");
    public static readonly TranscriptLabel OpenAtZeta = new("open.H");
    public static readonly TranscriptLabel OpenBeta = new("open.beta");
    public static readonly TranscriptLabel OpenBatch = new("open.W");
    public static readonly TranscriptLabel OpenW = new("open.w");
    public static readonly TranscriptLabel OpenLinear = new("open.W2");
    public static readonly TranscriptLabel OpenD = new("open.d");
}
