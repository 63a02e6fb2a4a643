using PolicyLedger.Jurisdictions;
using Xunit;

namespace PolicyLedger.Tests.Jurisdictions;

public class JurisdictionTableTests
{
    /// <summary>ISO 3166-1 as of 2025, all officially assigned alpha-3 codes.</summary>
    private const string Iso3166 = """
        ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ
        BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU
        DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC
        GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM
        KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
        MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL
        PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN
        SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB
        VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
        """;

    private static readonly string[] Others = ["XKX", "EUE", "SUN", "YUG", "SCG", "CSK", "DDR"];

    [Fact]
    public void The_table_holds_every_code_of_Iso_3166_1_and_the_seven_others_once()
    {
        var codes = Iso3166.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(249, codes.Length);
        Assert.Equal(codes.Concat(Others).Order(StringComparer.Ordinal), Jurisdiction.All.Select(j => j.Code));
    }

    [Fact]
    public void Every_code_reads_back_as_itself() => Assert.All(Jurisdiction.All, j =>
    {
        Assert.Same(j, Jurisdiction.ParseCode(j.Code, "j").OrThrow());
        Assert.Same(j, Jurisdiction.Parse(j.Code.ToLowerInvariant(), "j").OrThrow());
        if (j.Alpha2 is not "CS")
            Assert.Same(j, Jurisdiction.Parse(j.Alpha2, "j").OrThrow());
        Assert.Matches("^[A-Z]{3}$", j.Code);
        Assert.Matches("^[A-Z]{2}$", j.Alpha2);
    });

    [Fact]
    public void Every_name_in_the_table_reads_back_as_its_own_row_whatever_its_case()
    {
        using var stream = typeof(Jurisdiction).Assembly.GetManifestResourceStream("jurisdictions.csv")!;
        using var reader = new StreamReader(stream);
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Skip(1).Select(line => line.Split(';')).ToArray();

        Assert.Equal(256, rows.Length);
        Assert.All(rows, row => Assert.All([row[2], .. row[5].Split('|', StringSplitOptions.RemoveEmptyEntries)], name =>
        {
            Assert.Equal(row[0], Jurisdiction.Parse(name, "j").OrThrow().Code);
            Assert.Equal(row[0], Jurisdiction.Parse(name.ToUpperInvariant(), "j").OrThrow().Code);
        }));
    }

    [Fact]
    public void Only_withdrawn_codes_have_an_end_and_only_their_successors_a_start()
    {
        Assert.Equal(["CSK", "DDR", "SCG", "SUN", "YUG"], Jurisdiction.All.Where(j => j.ValidUntil is not null).Select(j => j.Code));
        Assert.Equal(
            "ARM AZE BIH CSK CZE DDR GEO HRV KAZ KGZ MDA MKD MNE SCG SRB SUN SVK SVN TJK TKM UZB YUG",
            string.Join(' ', Jurisdiction.All.Where(j => j.ValidFrom is not null).Select(j => j.Code)));
        Assert.All(Jurisdiction.All, j => Assert.False(j.ValidUntil <= j.ValidFrom));
    }
}
