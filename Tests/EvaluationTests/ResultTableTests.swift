import Foundation
import Testing

@testable import Evaluation

@Suite struct ResultTableTests {
  private let table = ResultTable(
    "Title", ["who", "clips", "UAR"],
    [
      [.text("stream"), .count(12), .share(Measured(0.5, Bootstrap.Interval(low: 0.25, high: 0.75)))],
      [.text("all"), .number(1.256, decimals: 2), .share(Measured(nil))],
    ], notes: ["A note."])

  @Test func asText() {
    #expect(
      table.text == """
        Title
        who     clips                UAR
        stream     12  50.0 [25.0, 75.0]
        all      1.26                  –
        A note.
        """)
  }

  @Test func asJSON() throws {
    let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(table)) as? [String: Any])
    #expect(object["title"] as? String == "Title")
    #expect(object["notes"] as? [String] == ["A note."])
    let rows = try #require(object["rows"] as? [[String: Any]])
    #expect(rows[0]["who"] as? String == "stream")
    #expect(rows[0]["clips"] as? Int == 12)
    #expect(rows[0]["UAR"] as? [String: Double] == ["value": 0.5, "low": 0.25, "high": 0.75])
    #expect(rows[1]["clips"] as? Double == 1.256)
    #expect(rows[1]["UAR"] is NSNull)
  }
}
