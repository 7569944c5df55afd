@main enum Undertone { static func main() {} }
